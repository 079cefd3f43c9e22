import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { assertAccessible } from './fixture/axe.ts';
import { startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';
import { BEYOND, addUser } from './fixture/suspended.ts';
import { begun } from './fixture/trips.ts';

const ELEMENTS = 10_000;
/** At which it fails; none begins after it. */
const BAD = 9_000;
let console_: Console;
let olga: Awaited<ReturnType<typeof addUser>>;
let trx: string;
before(async () => {
  console_ = await startConsole();
  const { gateway } = console_;
  olga = await addUser(gateway, 'olga', 'operator');
  await gateway.script(
    'lab/reserve',
    `function handler(ctx, { n }) { if (n === ${BAD}) throw new Error('sold out'); return n; }`,
  );
  const reserve = { name: 'reserve', type: 'script', url: 'lab/reserve', foreach: '{request.body.list}', as: 'n' };
  await gateway.rule('lab/many', 'POST', {
    ...{ suspend: true, timeout: 600, request: { body: { list: { type: 'slice' } } } },
    components: [[{ ...reserve, maxItems: ELEMENTS, input: { n: '{n}' }, outputName: 'reserved' }]],
    response: { body: { length: '{reserved.length}' } },
  });
  trx = await begun(gateway, 'lab/many', { list: Array.from({ length: ELEMENTS }, (_, index) => index) });
});
afterEach(() => console_.closePages());
after(() => console_.close());

describe('the elements of a loop with 10,000 of them', () => {
  it('are ticked one by one and by ranges, the failed ones first, and run again', async () => {
    const { gateway } = console_;
    const page = await console_.open({ at: `recovery/${trx}`, as: olga });
    const inside = page.getByRole('group', { name: 'Inside reserve' });
    await inside.getByText(/^1 failed or to run again, 9\d\d\d succeeded/).waitFor();
    const bad = inside.getByRole('checkbox', { name: `reserve[${BAD}]` });
    assert.equal(await bad.isChecked(), true);
    // No more rows are drawn than are looked at.
    assert.ok((await inside.getByRole('checkbox').count()) < 40);
    assert.equal(await inside.getByRole('checkbox').first().getAttribute('id'), await bad.getAttribute('id'));
    await assertAccessible(page);
    const find = inside.getByRole('textbox', { name: 'Find in reserve' });
    await find.fill('5, 100-102');
    await inside.getByRole('button', { name: 'Tick 4 shown' }).click();
    assert.equal(await inside.getByRole('checkbox', { name: 'reserve[101]' }).isChecked(), true);
    await inside.getByRole('checkbox', { name: 'reserve[5]' }).uncheck();
    await find.fill('');
    await inside.getByText('Ticked', { exact: true }).click();
    await inside.getByText(/; 4 shown/).waitFor();
    await page.getByText('Not saved yet: What runs again. “Recover” saves first.').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nothing is changed.').waitFor();
    const { body } = await gateway.api<{ err_names: string[] }>('GET', `suspend?trx=${trx}`);
    const names = [100, 101, 102, BAD].map((index) => `reserve[${index}]`);
    assert.deepEqual(body.data.err_names.toSorted(), names.toSorted());

    // All that is shown at once, and taken back.
    await inside.getByText('All', { exact: true }).click();
    await inside.getByRole('button', { name: /^Tick 9\d\d\d shown/ }).click();
    await page.getByText('Not saved yet: What runs again').waitFor();
    await inside.getByText('Failed', { exact: true }).click();
    await inside.getByRole('button', { name: 'Untick shown' }).click();
    assert.equal(await bad.isChecked(), false);
    await page
      .getByRole('group', { name: 'What runs again' })
      .getByRole('checkbox', { name: 'reserve', exact: true })
      .check();
    assert.equal(await bad.isDisabled(), true);
    await page.reload();
    await inside.waitFor();
    assert.equal(await bad.isDisabled(), true);
  });

  it('are recovered: what had succeeded and is not ticked is not done again', async () => {
    const { gateway } = console_;
    await gateway.script('lab/reserve', 'function handler(ctx, { n }) { return n; }');
    const page = await console_.open({ at: `recovery/${trx}`, as: olga });
    await page
      .getByRole('group', { name: 'Inside reserve' })
      .getByText(/^4 failed or/)
      .waitFor();
    await page.getByRole('button', { name: 'Recover', exact: true }).click();
    const outcome = page.getByRole('status', { name: 'Outcome' });
    await outcome.getByText('Answered with HTTP 200').waitFor();
    await outcome.getByText(String(ELEMENTS)).waitFor();
    const run = await console_.open({ at: `runs/${trx}`, as: olga });
    await run.getByRole('button', { name: /^reserve.*attempt 2/ }).waitFor();
  });

  it('are readable at 390 px, and in Chinese', async () => {
    const { gateway } = console_;
    await gateway.script(
      'lab/reserve',
      `function handler(ctx, { n }) { if (n > 20) throw new Error('sold out'); return n; }`,
    );
    const other = await begun(gateway, 'lab/many', { list: Array.from({ length: 40 }, (_, index) => index) });
    const page = await console_.open({
      at: `recovery/${other}`,
      viewport: { width: 390, height: 800 },
      locale: 'zh-CN',
    });
    await page
      .getByRole('group', { name: 'reserve 内部' })
      .getByRole('textbox', { name: '在 reserve 中查找' })
      .waitFor();
    assert.equal(await page.evaluate<number>(BEYOND), 0);
    await assertAccessible(page);
  });
});
