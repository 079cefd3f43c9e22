import assert from 'node:assert/strict';
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

describe('the page of secrets', () => {
  it('adds, changes and deletes, and never shows a value', async () => {
    const page = await console_.open({ at: 'secrets' });
    await page.getByText('No secrets yet').waitFor();
    await page.getByRole('button', { name: 'Add secret' }).click();
    const form = page.getByRole('dialog', { name: 'New secret' });
    await form.getByLabel('Name').fill('BANK KEY');
    await form.getByRole('button', { name: 'Add secret' }).click();
    await form.getByText('Letters, digits, _ and - only; not - first').waitFor();
    await form.getByText('Is needed').waitFor();
    await assertAccessible(page);
    await form.getByLabel('Name').fill('BANK_KEY');
    await form.getByLabel('Value').fill('hunter22');
    await form.getByLabel('Description').fill('of the partner bank');
    await form.getByRole('button', { name: 'Add secret' }).click();
    const row = page.getByRole('row', { name: /BANK_KEY of the partner bank 8 characters [0-9a-f]{8}…/ });
    await row.waitFor();
    assert.ok(!(await page.content()).includes('hunter22'));

    await page.getByRole('button', { name: 'Change BANK_KEY' }).click();
    const change = page.getByRole('dialog', { name: 'Change BANK_KEY' });
    await change.getByLabel('Description').fill('of the new bank');
    await change.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /BANK_KEY of the new bank 8 characters/ }).waitFor();

    await page.getByRole('button', { name: 'Delete BANK_KEY' }).click();
    const asked = page.getByRole('dialog', { name: 'Delete BANK_KEY' });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await asked.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Delete BANK_KEY' }).click();
    await asked.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No secrets yet').waitFor();
  });

  it('says what was refused, keeps what was typed, and asks again where rules use it', async () => {
    const { gateway } = console_;
    await gateway.api('POST', 'secret', { name: 'USED', content: 'x' });
    await gateway.rule('uses', 'GET', {
      components: [[{ name: 'a', type: 'api', url: 'http://example.com', header: { a: '{secret.USED}' } }]],
    });
    const page = await console_.open({ at: 'secrets' });
    await page
      .getByRole('row', { name: /^USED / })
      .getByRole('link', { name: 'GET uses' })
      .waitFor();
    await page.getByRole('button', { name: 'Add secret' }).click();
    const form = page.getByRole('dialog', { name: 'New secret' });
    await form.getByLabel('Name').fill('USED');
    await form.getByLabel('Value').fill('typed');
    await form.getByRole('button', { name: 'Add secret' }).click();
    await form.getByRole('alert').getByText('000409').waitFor();
    assert.equal(await form.getByLabel('Value').inputValue(), 'typed');
    await form.getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('button', { name: 'Delete USED' }).click();
    await page.getByRole('dialog', { name: 'Delete USED' }).getByRole('button', { name: 'Delete' }).click();
    const again = page.getByRole('dialog', { name: 'Rules still use it' });
    await again.getByText('GET uses').waitFor();
    await again.getByRole('button', { name: 'Delete anyway' }).click();
    await page.getByText('USED is deleted').waitFor();
  });

  it('has its filter and its page in the address', async () => {
    const names = Array.from({ length: 25 }, (_name, index) => `MANY_${String(index).padStart(2, '0')}`);
    for (const name of [...names, 'OTHER']) await console_.gateway.api('POST', 'secret', { name, content: 'x' });
    const page = await console_.open({ at: 'secrets' });
    await page.getByLabel('Name').fill('MANY');
    await page.getByText('1–20 of 25').waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('21–25 of 25').waitFor();
    assert.match(page.url(), /\?name=MANY&page=2$/);
    await page.reload();
    await page.getByText('21–25 of 25').waitFor();
    await page.goBack();
    await page.getByText('1–20 of 25').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('1–20 of 26').waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), '');
  });
});

describe('the page of the audit log', () => {
  it('shows who changed what, and filters in the address', async () => {
    const { gateway } = console_;
    const { data } = (await gateway.api<{ id: number }>('POST', 'secret', { name: 'AUDITED', content: 'x' })).body;
    await gateway.api('PUT', 'secret', { id: data.id, description: 'now described' });
    const page = await console_.open({ at: 'audit' });
    await page.getByLabel('Target').fill('AUDITED');
    await page.waitForURL(/\?target=AUDITED$/);
    await page.getByLabel('Who').selectOption('admin');
    await page.waitForURL(/who=1/);
    await page.getByLabel('Action').fill('secret.change');
    const row = page.getByRole('row', { name: /admin secret\.change AUDITED/ });
    await row.getByRole('button', { name: 'Show the change' }).click();
    const change = page.getByRole('dialog', { name: 'secret.change AUDITED' });
    await change.getByText('now described').waitFor();
    await assertAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('row', { name: /secret\.add AUDITED/ }).waitFor();
  });
});
