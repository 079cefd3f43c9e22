import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { assertAccessible } from './fixture/axe.ts';
import { startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';

const VIEWER = { username: 'looks', password: 'a password to look' };

let console_: Console;
before(async () => {
  console_ = await startConsole();
});
afterEach(() => console_.closePages());
after(() => console_.close());

const editor = (page: Page, name = 'Script'): Locator => page.getByRole('textbox', { name, exact: true });

/** As one types over all that stands in an editor. */
async function retype(page: Page, text: string, name?: string): Promise<void> {
  await editor(page, name).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

describe('the pages of scripts', () => {
  it('make a script: completed from ctx.d.ts, checked with lines, tested, kept over a reload, saved', async () => {
    const page = await console_.open({ at: 'scripts' });
    await page.getByText('No scripts yet').waitFor();
    await page.getByRole('button', { name: 'New script' }).click();
    const form = page.getByRole('dialog', { name: 'New script' });
    await form.getByLabel('Name').fill('shop/price.js');
    await form.getByRole('button', { name: 'Create script' }).click();
    await form.getByText(/without a dot in front or the ending/).waitFor();
    await form.getByLabel('Name').fill('shop/price');
    await form.getByRole('button', { name: 'Create script' }).click();
    await page.waitForURL(/\/console\/scripts\/shop\/price\?new=js$/);
    await page.getByText('Not saved yet').waitFor();

    await retype(page, 'function handler(ctx, input) {\n  return 1 +;\n}');
    await page.getByRole('list', { name: 'Problems' }).getByText('Line 2, column 13:').waitFor();
    await page.locator('.cm-lintRange-error').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').getByText('000400').waitFor();
    await page.getByText('The script is not saved').waitFor();
    await assertAccessible(page);
    await page.reload();
    await editor(page).getByText('return 1 +;').waitFor();

    await retype(page, 'function handler(ctx, input) {\n  ');
    await page.keyboard.type('ctx.ha');
    await page.getByRole('option', { name: /hash/ }).waitFor();
    await page.getByRole('code').getByText('hash(algorithm: HashAlgorithm, text: string): string').waitFor();

    const source = "function handler(ctx, input) {\n  ctx.log.info('for', input.sku);\n";
    const rest = "  return { sku: input.sku, price: ctx.request({ url: 'http://prices.example/' }).price };\n}\n";
    await page.keyboard.press('Escape');
    await retype(page, source + rest);
    await page.getByText('No problems found').waitFor();
    await retype(page, '{"sku": ', 'Input');
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByText(/This is no JSON/).waitFor();
    await retype(page, '{"sku": "A1"}', 'Input');
    await retype(page, '[{"price": 7}]', 'Mocks: answers of ctx.request, in order');
    await page.getByRole('button', { name: 'Test' }).click();
    const result = page.getByRole('region', { name: 'Result' });
    await result.getByText('success').waitFor();
    await result.getByRole('list', { name: 'Logs (1)' }).getByText('for A1').waitFor();
    await result.getByText('Requests (1)').waitFor();
    await result.getByText('"A1"').first().waitFor();
    assert.equal(await result.getByText('Before the last change').count(), 0);
    await retype(page, '{"sku": "B2"}', 'Input');
    await result.getByText('Before the last change: test again').waitFor();
    await retype(page, '{"sku": "A1"}', 'Input');
    await result.getByText('Before the last change').waitFor({ state: 'hidden' });
    await assertAccessible(page);

    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(/\/console\/scripts\/shop\/price$/);
    await page.getByText('active', { exact: true }).first().waitFor();
    // The test outlives the draft.
    await editor(page, 'Input').getByText('"A1"').waitFor();
  });

  it('list versions: two compared, activated with "Undo", deleted after asking; and the rules that use it', async () => {
    const { gateway } = console_;
    const saved = async (source: string): Promise<string> =>
      (await gateway.api<{ version: string }>('POST', 'script', { name: 'shop/tax', script: source })).body.data
        .version;
    const first = await saved('function handler() { return 1 }');
    const second = await saved('function handler() { return 2 }');
    await saved('function handler() { return 3 }');
    await gateway.api('POST', 'script', { name: 'shop/tax-free', script: 'function handler() { return 0 }' });
    await gateway.rule('shop/tax', 'GET', {
      components: [[{ name: 'tax', type: 'script', url: 'shop/tax', outputName: 'tax' }]],
      response: { body: '{tax}' },
    });
    const page = await console_.open({ at: 'scripts' });
    await page.getByLabel('Search scripts').fill('shop/tax');
    await page.waitForURL(/\?name=shop/);
    await page.getByRole('link', { name: 'shop/price' }).waitFor({ state: 'hidden' });
    await assertAccessible(page);
    await page.getByRole('link', { name: 'shop/tax', exact: true }).click();
    await page.getByRole('tab', { name: 'Used by' }).click();
    await page.getByRole('link', { name: 'GET shop/tax' }).waitFor();
    await page.getByText('/components/0/0/url').waitFor();

    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.waitForURL(/\?tab=versions$/);
    await page.getByRole('checkbox').first().waitFor();
    assert.equal(await page.getByRole('checkbox').count(), 3);
    await page.getByLabel(`Choose ${first}`).check();
    await page.getByLabel(`Choose ${second}`).check();
    await page.getByRole('button', { name: 'Compare' }).click();
    const compared = page.getByRole('dialog', { name: `${first} and ${second}` });
    await compared.getByText('return 2').waitFor();
    await assertAccessible(page);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: `Activate ${second}` }).click();
    await page.getByText(`${second} is active`).waitFor();
    assert.equal((await gateway.call('GET', 'shop/tax')).text, '2');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: `Activate ${second}` }).waitFor();
    assert.equal((await gateway.call('GET', 'shop/tax')).text, '1');

    await page.getByRole('button', { name: `Delete ${second}` }).click();
    const asked = page.getByRole('dialog', { name: `Delete ${second}` });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await asked.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: `Delete ${second}` }).click();
    await asked.getByRole('button', { name: 'Delete' }).click();
    await page.getByLabel(`Choose ${second}`).waitFor({ state: 'hidden' });
  });

  it('say that a draft was begun from another version, and give it up with "Undo"', async () => {
    const { gateway } = console_;
    await gateway.script('shop/stale', 'function handler() { return 1 }');
    const page = await console_.open({ at: 'scripts/shop/stale' });
    await editor(page).getByText('return').waitFor();
    await retype(page, 'function handler() { return "mine" }');
    await page.getByText('unsaved changes').waitFor();
    await gateway.script('shop/stale', 'function handler() { return "theirs" }');
    await page.reload();
    await page.getByText('The draft was begun from another version').waitFor();
    await editor(page).getByText('"mine"').waitFor();
    await page.getByRole('button', { name: 'Discard draft' }).first().click();
    await editor(page).getByText('"theirs"').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await editor(page).getByText('"mine"').waitFor();
  });

  it('let a viewer read only, and say where nothing is', async () => {
    await console_.gateway.api('POST', 'user', { ...VIEWER, role: 'viewer' });
    const page = await console_.open({ at: 'scripts', as: VIEWER });
    await page.getByRole('link', { name: 'shop/stale' }).click();
    await page.getByRole('tab', { name: 'Versions' }).waitFor();
    await page.getByRole('list', { name: 'Versions' }).waitFor();
    for (const name of ['Save', 'Save and activate', 'Check', 'Test', 'Activate', 'Delete']) {
      assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name);
    }
    await page.goto('/console/scripts/no/such');
    await page.getByText('There is no such script').waitFor();
  });
});
