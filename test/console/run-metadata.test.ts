import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { assertAccessible } from './fixture/axe.ts';
import { startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';

let console_: Console;
before(async () => (console_ = await startConsole()));
after(() => console_.close());

it('the page of a run has what is noted of it, which leads to all runs of which that is noted', async () => {
  const { gateway } = console_;
  await gateway.rule('noted', 'POST', { record: true, metadata: { order: '{request.body.order}' } });
  const begin = async (order: string) => (await gateway.call('POST', 'noted', { order })).headers.get('trx') ?? '';
  const [mine, other] = [await begin('A-17'), await begin('A-18')];
  const page = await console_.open({ at: `runs/${mine}` });
  await page.getByRole('link', { name: 'A-17', exact: true }).click();
  await page.getByRole('row', { name: new RegExp(mine) }).waitFor();
  assert.equal(await page.getByLabel('Metadata').inputValue(), 'order=A-17');
  assert.equal(await page.getByRole('row', { name: new RegExp(other) }).count(), 0);
  await page.getByLabel('Metadata').fill('order');
  await page.getByText('As order=A-17').waitFor();
  await page.getByLabel('Metadata').fill('order=A-18');
  await page.getByRole('row', { name: new RegExp(other) }).waitFor();
  await assertAccessible(page);
});
