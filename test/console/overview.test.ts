import { after, afterEach, before, describe, it } from 'node:test';
import { assertAccessible } from './fixture/axe.ts';
import { startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';

let console_: Console;
before(async () => {
  console_ = await startConsole();
});
afterEach(() => console_.closePages());
after(() => console_.close());

describe('the overview', () => {
  it('charts a period, and leads to the runs of the slowest and most failing rules', async () => {
    const components = [[{ name: 'gone', type: 'api', url: '{var.SELF}/nothing/here' }]];
    for (const [name, suspend] of [
      ['lab/fails', false],
      ['lab/waits', true],
    ] as const) {
      await console_.gateway.rule(name, 'POST', { record: true, suspend, components });
      await console_.gateway.call('POST', name, {});
      // Logs are written after the answers.
      for (let logged = 0; logged < 1;) {
        logged = (await console_.gateway.api<{ total: number }>('GET', `run_log/page?path=${name}`)).body.data.total;
      }
    }
    const page = await console_.open();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByRole('img', { name: /^Runs per minute, by status: \d+ runs/ }).waitFor();
    await page.getByText('24 h', { exact: true }).click();
    await page.waitForURL(/period=24h/);
    await page.getByRole('img', { name: /^Time to the answer/ }).waitFor();
    const failing = page.getByRole('table', { name: 'Most failing rules' });
    await failing.getByRole('link', { name: /lab\/fails/ }).waitFor();
    await assertAccessible(page);
    await failing
      .getByRole('row', { name: /lab\/waits/ })
      .getByRole('link', { name: '1 suspended' })
      .click();
    await page.waitForURL(/\/runs\?rule=POST\+lab%2Fwaits&from=.*&status=suspended$/);
    await page.getByRole('row', { name: /lab\/waits suspended/ }).waitFor();
    await page.goBack();
    await failing.getByRole('link', { name: /lab\/fails/ }).click();
    await page.waitForURL(/\/runs\?rule=POST\+lab%2Ffails&from=.*&status=failed$/);
    await page.getByRole('row', { name: /lab\/fails failed/ }).waitFor();
    await page.goBack();
    const suspended = page.getByRole('table', { name: 'Suspended runs' });
    await suspended.getByRole('link', { name: /lab\/waits/ }).click();
    await page.waitForURL(/\/recovery\?view=runs&rule=POST.*&err_code=110006/);
    await page.getByText('1 suspended run', { exact: true }).waitFor();
  });
});
