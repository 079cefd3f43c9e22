import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { until } from '../fixture/until.ts';
import { assertAccessible } from './fixture/axe.ts';
import { signIn, startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';
import { BEYOND, addUser } from './fixture/suspended.ts';
import { FORM, begun, statusOf, tripRule } from './fixture/trips.ts';

const TITLE = 'Refund for order {request.body.order}';
let console_: Console;
let olga: Awaited<ReturnType<typeof addUser>>;
before(async () => {
  console_ = await startConsole();
  const { gateway } = console_;
  olga = await addUser(gateway, 'olga', 'operator');
  const approve = { name: 'approve', type: 'wait', for: 'approval', title: TITLE, outputName: 'decision' };
  await tripRule(gateway, 'trip/refund', [{ ...approve, form: FORM }]);
  await tripRule(gateway, 'trip/gentle', [{ ...approve, onReject: 'continue' }]);
  await tripRule(gateway, 'trip/paid', [
    {
      name: 'pay',
      type: 'wait',
      for: 'callback',
      body: { amount: { type: 'int', required: true } },
      outputName: 'decision',
    },
  ]);
  await tripRule(gateway, 'trip/later', [{ name: 'later', type: 'wait', for: 'time', seconds: 3600 }]);
  await tripRule(gateway, 'trip/secret', [{ ...approve, roles: ['developer'] }]);
});
afterEach(() => console_.closePages());
after(() => console_.close());

const outputOf = async (trx: string): Promise<Record<string, unknown>> => {
  const { gateway } = console_;
  await until(async () => (await statusOf(gateway, trx)) === 'success');
  const { body } = await gateway.api<{ response: { body: Record<string, unknown> } }>('GET', `run_log?trx=${trx}`);
  return body.data.response.body;
};

describe('the page of approvals', () => {
  it('leads who may from the sign-in over the list to the form, and approves what is filled in', async () => {
    const { gateway } = console_;
    const trx = await begun(gateway, 'trip/refund', { order: 'A-1' });
    const page = await console_.open({ as: null });
    await signIn(page, olga);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Approvals' }).click();
    const row = page.getByRole('row', { name: /Refund for order A-1/ });
    await row.getByText('POST trip/refund').waitFor();
    await assertAccessible(page);
    await row.getByRole('button', { name: 'Complete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Complete approve' });
    await dialog.getByText('Refund for order A-1').waitFor();
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await dialog.getByText('Is required').waitFor();
    await assertAccessible(page);
    await dialog.getByRole('textbox', { name: 'amount' }).fill('700');
    await dialog.getByRole('combobox', { name: 'reason' }).selectOption('goodwill');
    await dialog.getByRole('checkbox', { name: 'urgent' }).check();
    await dialog.getByRole('group', { name: 'address' }).getByRole('textbox', { name: 'city' }).fill('Ulm');
    await dialog.getByRole('textbox', { name: 'Comment' }).fill('spoken with the customer');
    await dialog.getByRole('button', { name: 'Approve' }).click();
    // The gateway says so, at the field, and what was typed stays.
    await dialog.getByText('must be at most 100').waitFor();
    assert.equal(await dialog.getByRole('textbox', { name: 'Comment' }).inputValue(), 'spoken with the customer');
    await assertAccessible(page);
    await dialog.getByRole('textbox', { name: 'amount' }).fill('70');
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('approve is approved').waitFor();
    await row.waitFor({ state: 'detached' });
    const { approved, by, form, comment } = await outputOf(trx);
    assert.deepEqual(
      { approved, by, form, comment },
      {
        ...{ approved: true, by: 'olga', comment: 'spoken with the customer' },
        form: { amount: 70, reason: 'goodwill', urgent: true, address: { city: 'Ulm' } },
      },
    );
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'done' }).click();
    await page.waitForURL(/status=done/);
    await page.getByRole('row', { name: /Refund for order A-1.*done/ }).waitFor();
  });

  it('refuses, and says what becomes of the run', async () => {
    const { gateway } = console_;
    const [ends, goesOn] = [
      await begun(gateway, 'trip/refund', { order: 'A-2' }),
      await begun(gateway, 'trip/gentle', { order: 'A-3' }),
    ];
    const page = await console_.open({ at: `waits?trx=${ends}`, as: olga });
    await page.getByRole('button', { name: 'Complete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Complete approve' });
    await dialog.getByText('If you refuse, the run ends, and what it has done is undone.').waitFor();
    // A form is not asked for.
    await dialog.getByRole('button', { name: 'Refuse' }).click();
    await page.getByText('approve is refused').waitFor();
    await until(async () => (await statusOf(gateway, ends)) === 'compensated');

    const gentle = await console_.open({ at: `runs/${goesOn}`, as: olga });
    const waits = gentle.getByRole('region', { name: 'What it waits for' });
    await waits.getByText('Refund for order A-3').waitFor();
    await assertAccessible(gentle);
    await waits.getByRole('button', { name: 'Complete approve' }).click();
    await gentle.getByText('If you refuse, the run goes on and knows it.').waitFor();
    await gentle.getByRole('button', { name: 'Refuse' }).click();
    await gentle.getByText('success', { exact: true }).first().waitFor();
    assert.equal((await outputOf(goesOn)).approved, false);
    await gentle.getByRole('tab', { name: 'History' }).click();
    const history = gentle.getByRole('tabpanel', { name: 'History' });
    await history.getByText('Completed', { exact: true }).waitFor();
    await history.getByText('by olga').first().waitFor();
  });

  it('says that somebody else was quicker, and keeps what was filled in until it is closed', async () => {
    const { gateway } = console_;
    const trx = await begun(gateway, 'trip/refund', { order: 'A-4' });
    const page = await console_.open({ at: `waits?trx=${trx}`, as: olga });
    await page.getByRole('button', { name: 'Complete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Complete approve' });
    await dialog.getByRole('textbox', { name: 'amount' }).fill('5');
    await gateway.api('POST', 'wait/complete', { trx, component: 'approve', approved: true, form: { amount: 9 } });
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await dialog.getByRole('alert').getByText('Somebody else was quicker').waitFor();
    await assertAccessible(page);
    assert.equal(await dialog.getByRole('textbox', { name: 'amount' }).inputValue(), '5');
    assert.equal(await dialog.getByRole('button', { name: 'Approve' }).count(), 0);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('Nothing waits').waitFor();
    assert.deepEqual((await outputOf(trx)).form, { amount: 9 });
  });

  it('stands in for a callback, with JSON that the rule checks', async () => {
    const { gateway } = console_;
    const trx = await begun(gateway, 'trip/paid');
    const page = await console_.open({ at: `runs/${trx}`, as: olga });
    await page.getByRole('button', { name: 'Complete pay' }).click();
    const dialog = page.getByRole('dialog', { name: 'Complete pay' });
    const data = dialog.getByRole('textbox', { name: 'Data' });
    await data.fill('{"amount": ');
    await dialog.getByText('Is no JSON').waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Complete' }).isDisabled(), true);
    await data.fill('{"amount": "much"}');
    await dialog.getByRole('button', { name: 'Complete' }).click();
    await dialog.getByText('must be an int').first().waitFor();
    await assertAccessible(page);
    await data.fill('{"amount": 12}');
    await dialog.getByRole('button', { name: 'Complete' }).click();
    await page.getByText('success', { exact: true }).first().waitFor();
    assert.deepEqual(await outputOf(trx), { amount: 12 });
  });

  it('offers nothing to who may not, nor for a time', async () => {
    const { gateway } = console_;
    const [secret, later] = [await begun(gateway, 'trip/secret', { order: 'A-5' }), await begun(gateway, 'trip/later')];
    const page = await console_.open({ at: `runs/${secret}`, as: olga });
    await page.getByRole('region', { name: 'What it waits for' }).getByText('Refund for order A-5').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Complete/ }).count(), 0);
    const vera = await addUser(gateway, 'vera', 'viewer');
    const timed = await console_.open({ at: `runs/${later}`, as: vera });
    await timed.getByRole('region', { name: 'What it waits for' }).getByText('goes on by itself').waitFor();
    for (const name of [/^Complete/, /^Compensate/, /^Cancel run/])
      assert.equal(await timed.getByRole('button', { name }).count(), 0, String(name));
    await assertAccessible(timed);
  });

  it('is readable at 390 px, and in Chinese', async () => {
    const { gateway } = console_;
    const trx = await begun(gateway, 'trip/refund', { order: `A-${'very-long-'.repeat(20)}` });
    const page = await console_.open({
      at: `waits?trx=${trx}`,
      as: olga,
      viewport: { width: 390, height: 800 },
      locale: 'zh-CN',
    });
    await page.getByRole('heading', { name: '审批' }).waitFor();
    // All of a row is to be seen, and what is done with it.
    const table = page.getByRole('region', { name: '审批' });
    await table.getByRole('row', { name: /POST trip\/refund/ }).waitFor();
    const beyond = await table.evaluate((box) => {
      const { scrollWidth, clientWidth } = box as unknown as { scrollWidth: number; clientWidth: number };
      return scrollWidth - clientWidth;
    });
    assert.equal(beyond, 0);
    await page.getByRole('button', { name: '完成' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'amount' }).waitFor();
    await page.getByText('整数，至多 100').waitFor();
    assert.equal(await page.evaluate<number>(BEYOND), 0);
    await assertAccessible(page);
  });
});
