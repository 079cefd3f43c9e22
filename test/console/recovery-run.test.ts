import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { assertAccessible } from './fixture/axe.ts';
import { startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';
import {
  BEYOND,
  END_SESSION,
  WITH_SAMPLE,
  addUser,
  breakCoupon,
  keptData,
  suspendedRun,
  typeInto,
} from './fixture/suspended.ts';

let console_: Console;
let olga: Awaited<ReturnType<typeof addUser>>;
before(async () => {
  console_ = await startConsole(WITH_SAMPLE);
  olga = await addUser(console_.gateway, 'olga', 'operator');
  await breakCoupon(console_.gateway);
});
afterEach(() => console_.closePages());
after(() => console_.close());

describe('the page of a suspended run', () => {
  it('leads from the list to the reason, the mended data, a preview and the answer', async () => {
    const { gateway } = console_;
    const trx = await suspendedRun(gateway, '13800000001');
    const page = await console_.open({ at: 'secrets', as: olga });
    // The number is no part of the link's name.
    const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Recovery', exact: true });
    await link.getByText('1', { exact: true }).waitFor();
    assert.equal(await link.getAttribute('aria-description'), '1 suspended run');
    await link.click();
    await page.getByRole('link', { name: 'POST api/v1/register' }).click();
    await page.getByRole('link', { name: trx }).click();
    await page.getByRole('heading', { name: 'Recover POST /ps/api/v1/register' }).waitFor();
    assert.equal(await page.title(), 'Recover POST /ps/api/v1/register · Stepgate');
    await page
      .getByText(
        /^Component “coupon” in layer 2 of 2 of POST \/ps\/api\/v1\/register failed at .* with 110006, “the coupon service says: .*”, and the run waits for an operator to recover it\.$/,
      )
      .waitFor();
    await page.getByRole('region', { name: 'Where it stands' }).getByText('failed').waitFor();
    const { data } = await keptData(gateway, trx);
    const reads = page.getByRole('region', { name: 'Still to be read' });
    await reads.getByText(`"${String(data.user?.id)}"`).waitFor();
    await assertAccessible(page);

    await typeInto(page, 'Data', '{ "user": ');
    await page.getByText(/Line 1 is not JSON/).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Recover', exact: true }).isDisabled(), true);
    await typeInto(page, 'Data', JSON.stringify({ ...data, user: { ...data.user, id: null } }));
    await page.getByText('A field cannot be set to null').waitFor();
    await reads.getByText('null', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove these fields' }).click();
    await page.getByText('A field cannot be set to null').waitFor({ state: 'hidden' });
    // The last digit of a long number stays.
    const mended = JSON.stringify({ ...data, user: { ...data.user, id: 7 }, long: 0 }).replace(
      ':0}',
      ':12345678901234567890}',
    );
    await typeInto(page, 'Data', mended);
    await page.getByText('Not saved yet: Data. “Recover” saves first.').waitFor();

    await page.getByRole('button', { name: 'Preview' }).click();
    const coupon = page.getByRole('tabpanel', { name: 'Preview' }).getByRole('region', { name: 'coupon' });
    await coupon.getByText('/ps/demo/coupon/grant').waitFor();
    await coupon.getByText('7', { exact: true }).waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nothing is changed.').waitFor();
    assert.match((await keptData(gateway, trx)).text, /"long":12345678901234567890[,}]/);
    await page.getByRole('button', { name: 'Recover', exact: true }).click();
    const outcome = page.getByRole('status', { name: 'Outcome' });
    await outcome.getByText('Answered with HTTP 200').waitFor();
    await outcome.getByText('success', { exact: true }).waitFor();
    await outcome.getByRole('link', { name: 'Open the run' }).waitFor();
    await assertAccessible(page);
    await page.reload();
    await page.getByText('This run is no longer suspended').waitFor();
    assert.match(
      (await page.getByRole('link', { name: 'Open the run' }).last().getAttribute('href')) ?? '',
      new RegExp(`/runs/${trx}$`),
    );
  });

  it('saves what is changed before it recovers, and says when it fails again', async () => {
    const { gateway } = console_;
    const trx = await suspendedRun(gateway, '13800000002');
    const page = await console_.open({ at: `recovery/${trx}`, as: olga });
    const { data } = await keptData(gateway, trx);
    await typeInto(page, 'Data', JSON.stringify({ ...data, user: { ...data.user, id: 'still no number' } }));
    await page.getByText('Not saved yet: Data. “Recover” saves first.').waitFor();
    await page.getByRole('button', { name: 'Recover', exact: true }).click();
    const outcome = page.getByRole('status', { name: 'Outcome' });
    await outcome.getByText('It failed again').waitFor();
    await outcome.getByText('Answered with HTTP 202').waitFor();
    await page.getByText('Recovered 1 time').waitFor();
    assert.equal((await keptData(gateway, trx)).data.user?.id, 'still no number');
  });

  it('keeps an edit through a reload and an expired session', async () => {
    const { gateway } = console_;
    const trx = await suspendedRun(gateway, '13800000003');
    const page = await console_.open({ at: `recovery/${trx}`, as: olga });
    const { data } = await keptData(gateway, trx);
    await typeInto(page, 'Data', JSON.stringify({ ...data, user: { ...data.user, id: 77 } }));
    await page.getByText('Not saved yet: Data').waitFor();
    await page.reload();
    await page.getByText('Not saved yet: Data').waitFor();
    assert.equal(await page.evaluate<number>(END_SESSION), 200);
    await page.getByRole('button', { name: 'Recover', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Session expired' });
    await dialog.getByLabel('Password', { exact: true }).fill(olga.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('status', { name: 'Outcome' }).getByText('Answered with HTTP 200').waitFor();
  });

  it("says who has changed the run meanwhile, overwrites nothing, and keeps one's edits", async () => {
    const { gateway } = console_;
    const trx = await suspendedRun(gateway, '13800000004');
    const page = await console_.open({ at: `recovery/${trx}`, as: olga });
    const { data, revision } = await keptData(gateway, trx);
    await typeInto(page, 'Data', JSON.stringify({ ...data, user: { ...data.user, id: 70 } }));
    await page.getByText('Not saved yet: Data').waitFor();
    await gateway.api('PUT', 'suspend', { trx, revision, data: { user: { name: 'of the other' } } });
    // Whether the page has learned of it by then or not.
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else has changed this run meanwhile').waitFor();
    await page.getByText('admin: suspend.edit').waitFor();
    await page.getByText('Your edits are kept below').waitFor();
    await assertAccessible(page);
    assert.equal((await keptData(gateway, trx)).data.user?.id, data.user?.id);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('dialog', { name: 'Compare' }).getByText('of the other').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Load the new state' }).click();
    await page.getByText('Nothing is changed.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Put my edits on the new state' }).click();
    await page.getByText('Somebody else has changed this run meanwhile').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nothing is changed.').waitFor();
    const { user } = (await keptData(gateway, trx)).data;
    assert.deepEqual([user?.id, user?.name], [70, 'of the other']);

    await gateway.api('POST', 'run/cancel', { trx, reason: 'by the other' });
    await page.getByText('This run is no longer suspended').waitFor();
    await page.getByText('cancelled', { exact: true }).waitFor();
  });

  it('gives a run up when one says why', async () => {
    const trx = await suspendedRun(console_.gateway, '13800000005');
    const page = await console_.open({ at: `recovery/${trx}`, as: olga });
    await page.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel run' });
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await dialog.getByText('Say why').waitFor();
    await assertAccessible(page);
    await dialog.getByLabel('Reason').fill('the customer has gone');
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await page.getByText('This run is no longer suspended').waitFor();
    await page.getByText('cancelled', { exact: true }).waitFor();
  });

  it('lets a developer edit the rule, and shows what is wrong with it as one types', async () => {
    const { gateway } = console_;
    const dora = await addUser(gateway, 'dora', 'developer');
    const trx = await suspendedRun(gateway, '13800000006');
    const page = await console_.open({ at: `recovery/${trx}`, as: dora });
    await page.getByRole('tab', { name: 'Rule' }).click();
    await page.getByText('The rule is valid.').waitFor();
    const { body } = await gateway.api<{ rule: object }>('GET', `suspend?trx=${trx}`);
    const [first, second] = (body.data.rule as { components: { name: string }[][] }).components;
    const wrong = { ...body.data.rule, components: [first, second?.map((one) => ({ ...one, tpye: 'api' }))] };
    await typeInto(page, 'Rule', JSON.stringify(wrong));
    await page.getByRole('list', { name: 'Diagnostics' }).getByText('/components/1/0/tpye').waitFor();
    await assertAccessible(page);
    const gentle = second?.map((one) => (one.name === 'coupon' ? { ...one, ignoreError: true } : one));
    await typeInto(page, 'Rule', JSON.stringify({ ...body.data.rule, components: [first, gentle] }));
    await page.getByText('The rule is valid.').waitFor();
    await page.getByRole('button', { name: 'Recover', exact: true }).click();
    await page.getByRole('status', { name: 'Outcome' }).getByText('Answered with HTTP 200').waitFor();
  });

  it('runs again what is ticked: single elements of a loop', async () => {
    const { gateway } = console_;
    const url = '{var.SELF}/ps/lab/part/{n}';
    await gateway.rule('lab/part/:n', 'GET', {
      request: { params: { n: { type: 'int', max: 1 } } },
      response: { body: 1 },
    });
    const each = { name: 'each', type: 'api', foreach: '{request.body.list}', as: 'n', url, outputName: 'each' };
    const mail = { name: 'mail', type: 'api', url: '{var.SELF}/health/live' };
    const rule = { request: { body: { list: { type: 'slice' } } }, suspend: true, components: [[each, mail]] };
    await gateway.rule('lab/parts', 'POST', { ...rule, response: { body: '{each}' } });
    const { headers } = await gateway.call('POST', 'lab/parts', { list: [1, 2, 3] });
    const trx = headers.get('trx') ?? '';
    const before = await gateway.api<{ err_names: string[] }>('GET', `suspend?trx=${trx}`);
    const page = await console_.open({ at: `recovery/${trx}`, as: olga });
    const again = page.getByRole('group', { name: 'What runs again' });
    for (const name of before.body.data.err_names) assert.equal(await again.getByLabel(name).isChecked(), true, name);
    assert.equal(await again.getByLabel('mail').isChecked(), false);
    await assertAccessible(page);
    await again.getByLabel('each[1]').uncheck();
    await again.getByLabel('mail').check();
    await page.getByText('Not saved yet: What runs again. “Recover” saves first.').waitFor();
    await page.reload();
    await again.getByLabel('mail').waitFor();
    assert.equal(await again.getByLabel('each[1]').isChecked(), false);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nothing is changed.').waitFor();
    const after = await gateway.api<{ err_names: string[] }>('GET', `suspend?trx=${trx}`);
    assert.deepEqual(after.body.data.err_names.toSorted(), ['each[2]', 'mail']);
    await again.getByLabel('each', { exact: true }).check();
    assert.equal(await again.getByLabel('each[2]').isDisabled(), true);
  });

  it('offers each role what it may do, and no more', async () => {
    const { gateway } = console_;
    const vera = await addUser(gateway, 'vera', 'viewer');
    const trx = await suspendedRun(gateway, '13800000007');
    const seen = await console_.open({ at: `recovery/${trx}`, as: vera });
    await seen.getByText('What went wrong').waitFor();
    await seen.getByRole('textbox', { name: 'Data' }).waitFor();
    for (const name of ['Save', 'Preview', 'Recover', 'Cancel run']) {
      assert.equal(await seen.getByRole('button', { name, exact: true }).count(), 0, name);
    }
    assert.equal(await seen.getByRole('tab', { name: 'Preview' }).count(), 0);

    const page = await console_.open({ at: `recovery/${trx}?tab=rule`, as: olga });
    await page.getByText('Only a developer edits it.').waitFor();
    await page.getByRole('textbox', { name: 'Rule' }).click();
    await page.keyboard.insertText('not taken');
    await page.getByText('Nothing is changed.').waitFor();
    const sample = await gateway.api<{ rule: object }>('GET', 'rule?name=api/v1/register&method=POST');
    const components = [
      [{ name: 'user', type: 'script', url: 'demo/user' }],
      [{ name: 'coupon', type: 'script', url: 'demo/coupon', input: { user_id: '{user.id}' } }],
    ];
    await gateway.rule('api/v1/register', 'POST', {
      ...sample.body.data.rule,
      components,
      response: { body: 'by the active one' },
    });
    await page.getByRole('button', { name: 'Use the active version' }).click();
    const dialog = page.getByRole('dialog', { name: 'Use the active version' });
    await dialog.getByText('by the active one').first().waitFor();
    await dialog.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('The run goes on with the active version of its rule.').waitFor();
    await page.getByRole('button', { name: 'Recover', exact: true }).click();
    await page.getByRole('status', { name: 'Outcome' }).getByText('Answered with HTTP 200').waitFor();
    await gateway.rule('api/v1/register', 'POST', sample.body.data.rule);
  });

  it('is readable at 390 px, and in Chinese', async () => {
    const trx = await suspendedRun(console_.gateway, '13800000008');
    const page = await console_.open({ at: `recovery/${trx}`, viewport: { width: 390, height: 800 }, locale: 'zh-CN' });
    await page.getByText('出了什么问题').waitFor();
    await page.getByRole('textbox', { name: '数据' }).waitFor();
    assert.equal(await page.evaluate<number>(BEYOND), 0);
    await assertAccessible(page);
  });

  it('says when there is no such run', async () => {
    const page = await console_.open({ at: 'recovery/TRX00000000000000000000000000000000' });
    await page.getByText('There is no such run').waitFor();
  });
});
