import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { assertAccessible } from './fixture/axe.ts';
import { startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';
import { BEYOND, addUser } from './fixture/suspended.ts';

/** Where nobody listens. */
const NOBODY = 'http://127.0.0.1:1/';

let console_: Console;
let olga: Awaited<ReturnType<typeof addUser>>;
before(async () => {
  console_ = await startConsole();
  olga = await addUser(console_.gateway, 'olga', 'operator');
});
afterEach(() => console_.closePages());
after(() => console_.close());

async function suspend(name: string, count: number): Promise<void> {
  const { gateway } = console_;
  const component = { name: 'bank', type: 'api', url: `${NOBODY}{request.body.n}` };
  await gateway.rule(name, 'POST', { suspend: true, components: [[component]], response: { body: 'ok' } });
  const numbers = Array.from({ length: count }, (_one, n) => n);
  while (numbers.length > 0) {
    const together = numbers.splice(0, 20).map(async (n) => {
      const { status, text } = await gateway.call('POST', name, { n });
      // On a machine that is busy the gateway refuses some: they are sent again.
      if (status === 503) numbers.push(n);
      else assert.equal(status, 202, text);
    });
    await Promise.all(together);
  }
}

describe('the page of suspended runs', () => {
  it('recovers all that a filter finds, tells how far it is, and what failed again', async () => {
    const { gateway } = console_;
    await suspend('many', 200);
    await suspend('other', 1);
    await gateway.rule('bank/:n', 'GET', {
      request: { params: { n: { type: 'int', max: 198 } } },
      response: { body: 1 },
    });
    const component = { name: 'bank', type: 'api', url: '{var.SELF}/ps/bank/{request.body.n}' };
    await gateway.rule('many', 'POST', { suspend: true, components: [[component]], response: { body: 'ok' } });
    const page = await console_.open({ at: 'recovery', as: olga });
    await page.getByRole('row', { name: /POST many 110007 bank 200/ }).waitFor();
    await page.getByText('201 suspended runs').waitFor();
    await assertAccessible(page);
    await page.getByLabel('Rule').fill('many');
    await page.waitForURL(/\?rule=many$/);
    await page.getByText('200 suspended runs').waitFor();
    await page.getByRole('button', { name: 'Recover all matching' }).click();
    const dialog = page.getByRole('dialog', { name: 'Recover all matching' });
    await dialog.getByText('200 runs go on where they broke.').waitFor();
    await dialog.getByLabel('With the active version of the rule').check();
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Recover 200 runs' }).click();
    await page.waitForURL(/recovery=/);
    // What is done goes on without the page, which finds it again by its address.
    await page.reload();
    await page.locator('[role=progressbar][aria-valuenow="100"]').waitFor({ timeout: 60_000 });
    const progress = page.getByRole('region', { name: 'Recovery of many runs' });
    for (const text of ['199 succeeded', '1 failed', '0 left'])
      await progress.getByText(text, { exact: true }).waitFor();
    await progress.getByRole('region', { name: 'Failed again' }).getByText('110006').waitFor();
    await page.getByText('1 suspended run', { exact: true }).waitFor();
    await assertAccessible(page);
    await progress.getByRole('button', { name: 'Close' }).click();
    await progress.waitFor({ state: 'hidden' });
    assert.match(page.url(), /\?rule=many$/);
  });

  it('opens a group at an address of its own; what is chosen there is recovered, or given up for a reason', async () => {
    const { gateway } = console_;
    await suspend('chosen', 4);
    const page = await console_.open({ at: 'recovery', as: olga });
    await page.getByRole('link', { name: 'POST chosen' }).click();
    await page.waitForURL(/\?view=runs&rule=POST\+chosen&err_code=110007&err_component=bank$/);
    await page.getByText('4 suspended runs').waitFor();
    await page.reload();
    const boxes = page.getByRole('checkbox', { name: /^Select TRX/ });
    await boxes.nth(3).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Recover selected' }).isDisabled(), true);
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.getByText('2 runs selected').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Recover selected' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Recover 2 runs' }).click();
    await page.locator('[role=progressbar][aria-valuenow="100"]').waitFor();
    await page.getByText('2 failed', { exact: true }).waitFor();

    await page.getByRole('checkbox', { name: 'Select all' }).check();
    await boxes.nth(0).uncheck();
    await page.getByRole('button', { name: 'Cancel selected' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel selected' });
    await dialog.getByRole('button', { name: 'Cancel 3 runs' }).click();
    await dialog.getByText('Say why').waitFor();
    await dialog.getByLabel('Reason').fill('nobody waits for them');
    await dialog.getByRole('button', { name: 'Cancel 3 runs' }).click();
    await page.getByText('3 runs are cancelled').waitFor();
    await page.getByText('1 suspended run', { exact: true }).waitFor();
    const page_ = await gateway.api<{ total: number }>('GET', 'suspend/page?path=chosen&status=cancelled');
    assert.equal(page_.body.data.total, 3);
    await page.goBack();
    await page.getByRole('table', { name: 'Suspended runs by cause' }).waitFor();
  });

  it('counts live, here and in the navigation', async () => {
    const page = await console_.open({ at: 'recovery?rule=live' });
    await page.getByText('Nothing matches the filters').waitFor();
    await suspend('live', 2);
    await page.getByRole('row', { name: /POST live 110007 bank 2/ }).waitFor();
    const { body } = await console_.gateway.api<{ total: number }>('GET', 'suspend/page?status=suspended&count=1');
    const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Recovery', exact: true });
    await link.getByText(String(body.data.total), { exact: true }).waitFor();
  });

  it('lets a viewer read only', async () => {
    const vera = await addUser(console_.gateway, 'vera', 'viewer');
    const page = await console_.open({ at: 'recovery?view=runs', as: vera });
    await page.getByRole('table', { name: 'Suspended runs' }).getByRole('link').first().waitFor();
    assert.equal(await page.getByRole('checkbox').count(), 0);
    for (const name of ['Recover selected', 'Recover all matching', 'Cancel selected']) {
      assert.equal(await page.getByRole('button', { name }).count(), 0, name);
    }
  });

  it('is readable at 390 px, and in Chinese', async () => {
    const page = await console_.open({ at: 'recovery', viewport: { width: 390, height: 800 }, locale: 'zh-CN' });
    await page.getByRole('heading', { name: '恢复' }).waitFor();
    await page.getByRole('table').waitFor();
    assert.equal(await page.evaluate<number>(BEYOND), 0);
    await assertAccessible(page);
  });
});
