import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible } from './fixture/axe.ts';
import { startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';
import { inShell } from './fixture/shell.ts';

const ROOT = path.join(import.meta.dirname, '../..');

let console_: Console;
before(async () => {
  console_ = await startConsole({
    env: { STEPGATE_RULES_DIR: path.join(ROOT, 'rules'), STEPGATE_SCRIPTS_DIR: path.join(ROOT, 'scripts') },
  });
});
afterEach(() => console_.closePages());
after(() => console_.close());

/** Registers somebody; the sample's time limits are short for a machine under load, so that it may need several calls. */
async function register(phone: string): Promise<string> {
  let last = '';
  for (let call = 1; call <= 6; call += 1) {
    const { gateway } = console_;
    const { status, text, headers } = await gateway.call(
      'POST',
      'api/v1/register',
      { phone },
      { authorization: 'Bearer x' },
    );
    if (status === 200) return headers.get('trx') ?? '';
    last = text;
  }
  assert.fail(`nobody could be registered: ${last}`);
}

/** The address of the run is there before its log is. */
async function openRun(trx: string, options: { width?: number; query?: string } = {}): Promise<Page> {
  const viewport = { width: options.width ?? 1280, height: 800 };
  const page = await console_.open({ at: `runs/${trx}${options.query ?? ''}`, viewport });
  await page.getByRole('tab', { name: 'Timeline', exact: true }).waitFor();
  return page;
}

describe('the list of runs', () => {
  it('shows how to make the first call; the line runs as it stands, and its run appears live', async () => {
    const page = await console_.open({ at: 'runs' });
    await page.getByRole('heading', { name: 'Make the first call' }).waitFor();
    const line = (await page.locator('pre').textContent()) ?? '';
    assert.match(line, /^curl http.*\/ps\/api\/v1\/register/);
    await assertAccessible(page);
    await page.getByRole('switch', { name: 'Live' }).click();
    await page.waitForURL(/\?live=true$/);
    await page.getByText('Waiting for the first run').waitFor();
    assert.equal(typeof (await inShell(line)).trx, 'string');
    await page
      .getByRole('row', { name: /POST \/ps\/api\/v1\/register/ })
      .first()
      .waitFor();
  });

  it('filters, keeps the filters in the address, and the way back', async () => {
    const trx = await register('13800000002');
    const page = await console_.open({ at: 'runs' });
    await page
      .getByRole('row', { name: /\/ps\/demo\/user\/register/ })
      .first()
      .waitFor();
    await page.getByLabel('Rule').fill('POST api/v1/register');
    await page.waitForURL(/rule=POST\+api/);
    const row = page.getByRole('row', { name: new RegExp(`POST /ps/api/v1/register success 200 .* ${trx}`) });
    await row.waitFor();
    await page
      .getByRole('row', { name: /\/ps\/demo\// })
      .first()
      .waitFor({ state: 'hidden' });
    await assertAccessible(page);
    await page.getByLabel('Slower than').fill('1 h');
    await page.getByText('Nothing matches the filters').waitFor();
    await page.getByLabel('Slower than').fill('long');
    await page.getByText('As 500 ms, 2 s or 1 min').waitFor();
    await page.getByLabel('Slower than').fill('');
    await page.getByLabel('Status').selectOption('broken');
    await page.getByText('Nothing matches the filters').waitFor();
    await page.getByLabel('Status').selectOption('success');
    await page.getByLabel('From').fill('2020-01-01T00:00:01');
    await page.waitForURL(/from=2020-01-01T00%3A00%3A01\.000Z/);
    await row.getByRole('link', { name: trx }).click();
    await page.getByRole('heading', { name: 'POST /ps/api/v1/register' }).waitFor();
    await page.goBack();
    await row.waitFor();
    assert.equal(await page.getByLabel('Rule').inputValue(), 'POST api/v1/register');
    assert.equal(await page.getByLabel('From').inputValue(), '2020-01-01 00:00:01');
    await page.getByLabel('To', { exact: true }).fill('2020-01-02 00:00');
    await page.getByText('Nothing matches the filters').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page
      .getByRole('row', { name: /\/ps\/demo\/user\/register/ })
      .first()
      .waitFor();
    await page.waitForURL(/\/console\/runs$/);
  });

  it('takes a time from a calendar or typed, and says when it is none', async () => {
    const page = await console_.open({ at: 'runs?from=2020-03-05T06:07:00.000Z' });
    const from = page.getByLabel('From');
    assert.equal(await from.inputValue(), '2020-03-05 06:07');
    await from.click();
    await page.getByRole('button', { name: '9 March 2020', exact: true }).click();
    await page.waitForURL(/from=2020-03-09T06%3A07%3A00/);
    await page.getByRole('button', { name: '9 March 2020', exact: true }).waitFor({ state: 'hidden' });
    assert.equal(await from.inputValue(), '2020-03-09 06:07');
    await page.getByLabel('To', { exact: true }).fill('2020-03-10');
    await page.waitForURL(/to=2020-03-10T23%3A59%3A59/);
    await from.fill('yesterday');
    await page.getByLabel('Slower than').focus();
    await page.getByText('A time as 2026-11-30 09:05').waitFor();
    assert.match(page.url(), /from=2020-03-09/);
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('A time as 2026-11-30 09:05').waitFor({ state: 'hidden' });
    assert.equal(await from.inputValue(), '');
  });

  it('shows new runs while it is live, and does not move what one looks at', async () => {
    await console_.gateway.rule('lab/many', 'GET', { record: true, response: { body: { ok: true } } });
    const call = (count: number) =>
      Promise.all(Array.from({ length: count }, () => console_.gateway.call('GET', 'lab/many')));
    await call(60);
    // Logs are written after the answers.
    for (let logged = 0; logged < 60;) {
      logged = (await console_.gateway.api<{ total: number }>('GET', 'run_log/page?path=lab/many')).body.data.total;
    }
    const page = await console_.open({ at: 'runs?rule=lab/many&live=true' });
    const table = page.getByRole('region', { name: 'Runs', exact: true });
    const rows = table.locator('tbody tr[aria-rowindex]');
    await rows.nth(40).waitFor();
    await rows.nth(30).evaluate((element) => (element as unknown as { scrollIntoView(): void }).scrollIntoView());
    const looked = rows.nth(32);
    const trx = (await looked.getByRole('link').textContent()) ?? '';
    const before = await looked.boundingBox();
    const newest = (await call(1))[0]?.headers.get('trx') ?? '';
    await table.getByRole('link', { name: newest }).waitFor({ state: 'attached' });
    const afterwards = await table.getByRole('row', { name: new RegExp(trx) }).boundingBox();
    assert.ok(before && afterwards && Math.abs(before.y - afterwards.y) <= 1);
  });
});

describe('the page of a run', () => {
  it('has layers and components on a time axis, reached by keyboard, and all of the chosen one', async () => {
    const page = await openRun(await register('13800000003'));
    assert.match(await page.title(), /^POST \/ps\/api\/v1\/register/);
    const timeline = page.getByRole('tabpanel', { name: 'Timeline' });
    await timeline.getByRole('group', { name: 'Layer 2' }).waitFor();
    await timeline.getByRole('button', { name: /^user success/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: 'Component coupon' });
    await panel.getByRole('tab', { name: 'Input' }).click();
    await panel.getByRole('treeitem', { name: /user_id/ }).waitFor();
    await assertAccessible(page);
    await panel.getByRole('tab', { name: 'Requests' }).click();
    await panel.getByRole('row', { name: /POST http.*\/ps\/demo\/coupon\/grant 200/ }).waitFor();
    assert.match(page.url(), /component=2\.1&part=requests/);
    await page.keyboard.press('Tab');
    await timeline.getByRole('button', { name: /^sms success/ }).click();
    await page.getByRole('region', { name: 'Component sms' }).waitFor();
  });

  it('folds what is inside flows and loops, and shows it by keyboard', async () => {
    const part = { name: 'part', type: 'transform', input: '{line}', expression: '$', outputName: 'part' };
    const each = { name: 'each', type: 'flow', foreach: '{request.body.lines}', as: 'line', components: [[part]] };
    const components = [[{ ...each, outputName: 'all' }]];
    const rule = {
      record: true,
      request: { body: { lines: { type: 'slice' } } },
      components,
      response: { body: '{all}' },
    };
    await console_.gateway.rule('folded', 'POST', rule);
    const { headers } = await console_.gateway.call('POST', 'folded', { lines: [1, 2, 3] });
    const page = await openRun(headers.get('trx') ?? '');
    const fold = page.getByRole('button', { name: '3 entries inside each', exact: true });
    await fold.focus();
    assert.equal(await page.getByText('each[1]', { exact: true }).count(), 0);
    await page.keyboard.press('Enter');
    await page.getByText('each[1]', { exact: true }).waitFor();
    await page.getByRole('button', { name: '1 entry inside each[1]', exact: true }).click();
    await page.getByText('each[1]/part', { exact: true }).click();
    await page.getByRole('region', { name: 'Component each[1]/part' }).waitFor();
    await assertAccessible(page);
  });

  it('draws the rule with the state of each card', async () => {
    const page = await openRun(await register('13800000004'), { query: '?tab=graph' });
    const graph = page.getByRole('tabpanel', { name: 'Graph' });
    await graph.getByText('coupon', { exact: true }).click();
    await page.getByRole('region', { name: 'Component coupon' }).waitFor();
    assert.ok((await graph.getByText('success').count()) >= 3);
    await assertAccessible(page);
  });

  it('is copied as curl, which runs in a shell, without what is secret', async () => {
    const page = await openRun(await register('13800000005'));
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    assert.match(copied, /^# left out, .*header\.authorization\n/);
    assert.ok(!copied.includes('***') && !copied.includes('Bearer'));
    assert.equal(typeof (await inShell(copied)).trx, 'string');
  });

  it('has request, response and log as JSON, and "Run again" tries its request out with the answers it had', async () => {
    const trx = await register('13800000006');
    const page = await openRun(trx);
    await page.getByRole('tab', { name: 'Request', exact: true }).click();
    await page.getByRole('treeitem', { name: /phone.*13800000006/ }).waitFor();
    await page.getByRole('tab', { name: 'Response', exact: true }).click();
    const answered = await page.getByRole('treeitem', { name: /^coupon : / }).textContent();
    await page.getByRole('tab', { name: 'JSON', exact: true }).click();
    await page.getByRole('treeitem', { name: /^step_logs :/ }).waitFor();
    await page.getByRole('link', { name: 'Run again' }).click();
    const panel = page.getByRole('region', { name: 'Try it' });
    await page.waitForURL(/\/rules\/POST\/api\/v1\/register\?version=V\w+&panel=try&trx=TRX/);
    await panel.getByRole('textbox', { name: 'Request to send' }).getByText('13800000006').waitFor();
    await panel.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('button', { name: /^sms, success/ }).waitFor();
    const again = panel.getByRole('status').getByRole('treeitem', { name: /^coupon : / });
    assert.equal(await again.textContent(), answered);
    await assertAccessible(page);
  });

  it('says what went wrong, leads to its recovery, and follows it', async () => {
    const { gateway } = console_;
    const url = '{var.SELF}/nothing/here';
    await gateway.rule('lab/breaks', 'POST', {
      record: true,
      suspend: true,
      components: [[{ name: 'gone', type: 'api', url }]],
    });
    const trx = (await gateway.call('POST', 'lab/breaks', {})).headers.get('trx') ?? '';
    const page = await openRun(trx);
    await page.getByRole('link', { name: 'Open in Recovery' }).first().waitFor();
    await page.getByRole('region', { name: 'Component gone' }).getByText('110006').waitFor();
    await assertAccessible(page);
    const rule = {
      record: true,
      suspend: true,
      components: [[{ name: 'gone', type: 'api', url: '{var.SELF}/health/live' }]],
    };
    await gateway.rule('lab/breaks', 'POST', rule);
    await gateway.api('POST', 'suspend/recover', { trx, version: 'active' });
    await page.getByRole('button', { name: /^gone success .*attempt 2/ }).waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    const history = page.getByRole('tabpanel', { name: 'History' });
    for (const event of ['Begun', 'Suspended', 'Recovery begun', 'Recovery ended'])
      await history.getByText(event, { exact: true }).waitFor();
    await history.getByText('by admin').first().waitFor();
    await assertAccessible(page);
  });

  it('shows a suspended run that is not recorded by what is kept of it', async () => {
    const { gateway } = console_;
    await gateway.rule('lab/unseen', 'POST', {
      suspend: true,
      components: [
        [{ name: 'gone', type: 'api', url: '{var.SELF}/nothing' }],
        [{ name: 'later', type: 'api', url: '{var.SELF}' }],
      ],
    });
    const trx = (await gateway.call('POST', 'lab/unseen', {})).headers.get('trx') ?? '';
    const page = await openRun(trx, { query: '?tab=graph' });
    await page.getByRole('tabpanel', { name: 'Graph' }).getByText('waiting').first().waitFor();
    await page.getByRole('link', { name: 'Open in Recovery' }).first().waitFor();
  });

  it('says what to check for a trx that is unknown, and is readable on a telephone', async () => {
    const page = await console_.open({ at: 'runs/TRX12', viewport: { width: 390, height: 800 } });
    await page.getByRole('heading', { name: 'There is no run with this trx' }).waitFor();
    await page.getByText('A trx is TRX and 32 hex digits').waitFor();
    await assertAccessible(page);
    const run = await openRun(await register('13800000007'), { width: 390 });
    await run.getByRole('button', { name: /^user success/ }).waitFor();
    assert.equal(await run.evaluate('document.documentElement.scrollWidth'), 390);
  });
});
