import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { until } from '../fixture/until.ts';
import { assertAccessible } from './fixture/axe.ts';
import { startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';
import { addUser } from './fixture/suspended.ts';
import { begun, statusOf, tripRule } from './fixture/trips.ts';

const BROKEN = [{ name: 'ticket', type: 'api', method: 'POST', url: '{var.SELF}/nothing/here' }];
let console_: Console;
let olga: Awaited<ReturnType<typeof addUser>>;
before(async () => {
  console_ = await startConsole();
  olga = await addUser(console_.gateway, 'olga', 'operator');
  await tripRule(console_.gateway, 'trip/book', BROKEN);
  await tripRule(console_.gateway, 'trip/rest', [
    { name: 'pay', type: 'wait', for: 'callback', outputName: 'decision' },
  ]);
});
afterEach(() => console_.closePages());
after(() => console_.close());

describe('a run that is given up', () => {
  it('is undone where an operator says why, and shows it in timeline, drawing and history', async () => {
    const { gateway } = console_;
    const trx = await begun(gateway, 'trip/book');
    const page = await console_.open({ at: `runs/${trx}`, as: olga });
    await page.getByRole('button', { name: 'Compensate' }).click();
    const dialog = page.getByRole('dialog', { name: 'Compensate the run' });
    await dialog.getByText('what it has done is undone, in the reverse order').waitFor();
    await dialog.getByRole('button', { name: 'Compensate' }).click();
    await dialog.getByText('Say why').waitFor();
    await assertAccessible(page);
    await dialog.getByLabel('Reason').fill('the customer has cancelled');
    await dialog.getByRole('button', { name: 'Compensate' }).click();
    await page.getByText('compensated', { exact: true }).first().waitFor();
    assert.equal(await page.getByRole('button', { name: 'Compensate' }).count(), 0);
    const undo = page.getByRole('button', { name: /^seat\/undo success.*undoes it/ });
    await undo.click();
    await page.getByRole('region', { name: 'Component seat/undo' }).getByText('/ps/trip/off').first().waitFor();
    await assertAccessible(page);
    await page.getByRole('tab', { name: 'Graph' }).click();
    await page.getByRole('tabpanel', { name: 'Graph' }).getByText('undone').first().waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    const history = page.getByRole('tabpanel', { name: 'History' });
    await history.getByText('2 compensations').waitFor();
    for (const name of ['seat/undo', 'room/undo']) await history.getByText(name).waitFor();
    await assertAccessible(page);

    // Who it was, and why, only administrators read.
    const admin = await console_.open({ at: `runs/${trx}?tab=history` });
    await admin.getByText('the customer has cancelled').waitFor();
    await admin.getByText('by olga').first().waitFor();
  });

  it('may be one that is suspended or waits, and is left alone where there is nothing to undo', async () => {
    const { gateway } = console_;
    const [suspended, waiting] = [await begun(gateway, 'trip/book'), await begun(gateway, 'trip/rest')];
    const desk = await console_.open({ at: `recovery/${suspended}`, as: olga });
    await desk.getByRole('button', { name: 'Compensate' }).click();
    await desk.getByRole('dialog').getByLabel('Reason').fill('called off');
    await desk.getByRole('dialog').getByRole('button', { name: 'Compensate' }).click();
    await desk.getByText('This run is no longer suspended').waitFor();
    await desk.getByText('compensated', { exact: true }).first().waitFor();

    const page = await console_.open({ at: `runs/${waiting}`, as: olga });
    await page.getByRole('button', { name: 'Compensate' }).click();
    // Somebody else was quicker.
    await gateway.api('POST', 'run/cancel', { trx: waiting, reason: 'by the other' });
    await page.getByRole('dialog').getByLabel('Reason').fill('called off');
    await page.getByRole('dialog').getByRole('button', { name: 'Compensate' }).click();
    await page.getByRole('dialog').getByText('000409').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
    await page.getByText('cancelled', { exact: true }).first().waitFor();

    await gateway.rule('trip/plain', 'POST', { suspend: true, components: [BROKEN] });
    const plain = await console_.open({ at: `runs/${await begun(gateway, 'trip/plain')}`, as: olga });
    await plain.getByRole('link', { name: 'Open in Recovery' }).first().waitFor();
    assert.equal(await plain.getByRole('button', { name: 'Compensate' }).count(), 0);
  });

  it('that could not be undone says so, and a recovery goes on with it', async () => {
    const { gateway } = console_;
    const trx = await begun(gateway, 'trip/book');
    await gateway.rule('trip/off', 'POST', { request: { body: { id: { type: 'int' } } } });
    await gateway.api('POST', 'run/compensate', { trx, reason: 'called off' });
    await until(async () => (await statusOf(gateway, trx)) === 'suspended');
    const run = await console_.open({ at: `runs/${trx}?tab=history` });
    await run.getByText('Undoing failed').first().waitFor();
    await run
      .getByText(/^(seat|room)\/undo 110006$/)
      .first()
      .waitFor();
    const page = await console_.open({ at: `recovery/${trx}`, as: olga });
    await page.getByText('It is given up: a recovery goes on undoing what is not undone yet.').waitFor();
    assert.equal(await page.getByRole('group', { name: 'What runs again' }).count(), 0);
    await assertAccessible(page);
    await gateway.rule('trip/off', 'POST', { response: { body: 'off' } });
    await page.getByRole('button', { name: 'Recover', exact: true }).click();
    await page.getByText('compensated', { exact: true }).first().waitFor();
  });
});

describe('a run that calls another one', () => {
  it('leads to it, and it leads back', async () => {
    const { gateway } = console_;
    await gateway.rule('trip/whole', 'POST', {
      ...{ record: true, suspend: true },
      components: [[{ name: 'rest', type: 'rule', method: 'POST', url: 'trip/rest', outputName: 'decision' }]],
    });
    const trx = await begun(gateway, 'trip/whole');
    const page = await console_.open({ at: `runs/${trx}`, as: olga });
    const waits = page.getByRole('region', { name: 'What it waits for' });
    await waits.getByText('It waits for the run that it called:').waitFor();
    await assertAccessible(page);
    await waits.getByRole('link', { name: /^TRX/ }).click();
    await page.getByText('called by rest of').waitFor();
    await page.getByRole('button', { name: 'Complete pay' }).waitFor();
    await page.getByRole('link', { name: trx }).click();
    await page.waitForURL(new RegExp(`/runs/${trx}`));
  });
});
