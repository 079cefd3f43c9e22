import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible } from './fixture/axe.ts';
import { startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';

const VIEWER = { username: 'looks', password: 'a password to look' };

const RULE = { record: true, components: [[{ name: 'a', type: 'api', url: '{var.SELF}/health/ready' }]] };
const FAILING = { record: true, components: [[{ name: 'a', type: 'api', url: 'http://127.0.0.1:1/' }]] };

let console_: Console;
before(async () => {
  console_ = await startConsole();
});
afterEach(() => console_.closePages());
after(() => console_.close());

const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

async function exported(page: Page, format: string): Promise<{ readonly name: string; readonly text: string }> {
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'GET imported/order/:id' }) });
  await row.getByRole('button', { name: 'Export GET imported/order/:id' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: format }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

describe('the page of rules', () => {
  it('begins with "New rule" and "Import", which takes JSON and YAML, and "Export" gives both back', async () => {
    const page = await console_.open({ at: 'rules' });
    await page.getByText('No rules yet').waitFor();
    assert.equal(await page.title(), 'Rules · Stepgate');
    assert.equal(await page.getByRole('link', { name: 'New rule' }).getAttribute('href'), '/console/rules/new');
    await page.getByRole('button', { name: 'Import' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import rules' });
    const yaml = 'name: imported/order/:id\nmethod: GET\ndesc: one order\nrule:\n  response:\n    body: {a: 1}\n';
    await dialog
      .locator('input[type=file]')
      .setInputFiles([
        file('order.yaml', yaml),
        file('broken.json', '{\n  nonsense\n}'),
        file('wrong.json', '{"name": "wrong", "method": "GET", "rule": {"response": {"statuss": 1}}}'),
        file('notes.txt', 'x'),
      ]);
    await dialog.getByText('Line 2:').waitFor();
    await dialog.getByText('/response/statuss').waitFor();
    await dialog.getByText('The name does not end in .json, .yaml or .yml').waitFor();
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Import' }).click();
    await dialog.getByText(/Saved as version V\w+, which is active/).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();

    await page.getByRole('row', { name: /GET imported\/order\/:id/ }).waitFor();
    const asYaml = await exported(page, 'YAML file');
    assert.equal(asYaml.name, 'imported.order.%3Aid.GET.yaml');
    assert.match(asYaml.text, /^name: imported\/order\/:id\nmethod: GET\ndesc: one order\nrule:/);
    const asJson = await exported(page, 'JSON file');
    assert.equal(asJson.name, 'imported.order.%3Aid.GET.json');
    assert.deepEqual(JSON.parse(asJson.text), {
      ...{ name: 'imported/order/:id', method: 'GET', desc: 'one order' },
      rule: { response: { body: { a: 1 } } },
    });
    assert.equal((await console_.gateway.call('GET', 'imported/order/7')).text, '{"a":1}');
  });

  it('is a tree by path with versions, last call and error rate; its search is in the address', async () => {
    const { gateway } = console_;
    await gateway.rule('shop/v1/price', 'GET', RULE);
    await gateway.rule('shop/v1/price', 'GET', FAILING);
    await gateway.rule('shop/v1/stock', 'POST', RULE);
    await gateway.call('GET', 'shop/v1/price');
    const page = await console_.open({ at: 'rules' });
    const price = page.getByRole('row', { name: /^GET shop\/v1\/price …\w{8} 2 .*1 100%/ });
    await price.waitFor();
    await page.getByRole('row', { name: /POST shop\/v1\/stock …\w{8} 1 – 0 –/ }).waitFor();
    await assertAccessible(page);

    const folder = page.getByRole('button', { name: 'shop/v1 2 rules' });
    await folder.click();
    await price.waitFor({ state: 'hidden' });
    assert.equal(await folder.getAttribute('aria-expanded'), 'false');
    await folder.click();
    await price.waitFor();

    await page.getByLabel('Search rules').fill('STOCK');
    await price.waitFor({ state: 'hidden' });
    await page.waitForURL(/\?q=STOCK$/);
    await page.reload();
    await page.getByRole('link', { name: 'POST shop/v1/stock' }).waitFor();
    assert.equal(await price.count(), 0);
    await page.getByLabel('Search rules').fill('nothing is called so');
    await page.getByText('Nothing matches the filters').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await price.getByRole('link').click();
    await page.waitForURL(/\/console\/rules\/GET\/shop\/v1\/price$/);
  });

  it('offers a viewer neither "New rule" nor "Import"', async () => {
    await console_.gateway.api('POST', 'user', { ...VIEWER, role: 'viewer' });
    const page = await console_.open({ at: 'rules', as: VIEWER });
    await page.getByRole('link', { name: 'GET imported/order/:id' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'New rule' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Import', exact: true }).count(), 0);
  });
});
