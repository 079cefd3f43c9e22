import type { ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { assertAccessible } from './fixture/axe.ts';
import { startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';
import { addUser } from './fixture/suspended.ts';

describe('a run that is paused', () => {
  let console_: Console;
  let upstream: Upstream;
  before(async () => {
    upstream = await startUpstream();
    console_ = await startConsole();
  });
  after(async () => {
    await console_.close();
    await upstream.close();
  });

  it('rests where an operator says why, and goes on where they say so', async () => {
    const { gateway } = console_;
    const olga = await addUser(gateway, 'olga', 'operator');
    const waiting: ServerResponse[] = [];
    upstream.on('/count', (_, response) => void waiting.push(response));
    upstream.json('/ship', {});
    const call = (name: string) => [{ name, type: 'api', url: `${upstream.url}/${name}` }];
    await gateway.rule('stock', 'POST', { durable: true, components: [call('count'), call('ship')] });
    const answer = gateway.call('POST', 'stock', {});
    await upstream.called('/count');
    const trx = String(upstream.callsOf('/count')[0]?.headers.trx);
    const page = await console_.open({ at: `runs/${trx}`, as: olga });
    await page.getByRole('button', { name: 'Pause' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pause the run' });
    await dialog.getByText('The layer that is under way comes to its end').waitFor();
    await assertAccessible(page);
    await dialog.getByLabel('Reason').fill('the warehouse is counting');
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('The run is paused after its layer').waitFor();
    for (const one of waiting) one.end('{}');
    await answer;
    await page.getByText('paused', { exact: true }).first().waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('success', { exact: true }).first().waitFor();
  });
});
