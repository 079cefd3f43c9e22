import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { assertAccessible } from './fixture/axe.ts';
import { signIn, startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';

const ADA = { username: 'ada', password: 'countess of numbers' };

let console_: Console;
before(async () => {
  console_ = await startConsole();
});
afterEach(() => console_.closePages());
after(() => console_.close());

describe('the page of users', () => {
  it('adds a user, and says what is wrong without forgetting what was typed', async () => {
    const page = await console_.open({ at: 'users' });
    await page.getByRole('row', { name: /admin you/ }).waitFor();
    await page.getByRole('button', { name: 'Add user' }).click();
    const form = page.getByRole('dialog', { name: 'New user' });
    await form.getByLabel('Username').fill('admin');
    await form.getByRole('button', { name: 'Add user' }).click();
    await form.getByText('Shorter than 8 characters').waitFor();
    await form.getByLabel('Password', { exact: true }).fill(ADA.password);
    await form.getByRole('button', { name: 'Add user' }).click();
    await form.getByRole('alert').getByText('000409').waitFor();
    assert.equal(await form.getByLabel('Password', { exact: true }).inputValue(), ADA.password);
    await assertAccessible(page);
    await form.getByLabel('Username').fill(ADA.username);
    await form.getByRole('button', { name: 'Add user' }).click();
    await page.getByRole('row', { name: /^ada / }).waitFor();
    await assertAccessible(page);
  });

  it('changes a role, which can be undone, disables, sets a password and deletes', async () => {
    const page = await console_.open({ at: 'users' });
    const role = page.getByLabel('Role of ada').first();
    await role.click();
    await page.getByRole('option', { name: 'operator' }).click();
    await page.getByText('ada is operator now').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('ada is viewer now').waitFor();
    assert.equal(await role.inputValue(), 'viewer');

    await page.getByRole('button', { name: 'Disable ada' }).click();
    await page.getByRole('row', { name: /^ada .* disabled/ }).waitFor();
    await page.getByRole('button', { name: 'Enable ada' }).click();
    await page.getByRole('button', { name: 'Disable ada' }).waitFor();

    await page.getByRole('button', { name: 'New password for ada' }).click();
    const form = page.getByRole('dialog', { name: 'New password for ada' });
    await form.getByLabel('New password', { exact: true }).fill('quite another one');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The password of ada is changed').waitFor();
    const other = await console_.open({ at: 'rules', as: null });
    await signIn(other, { ...ADA, password: 'quite another one' });
    await other.getByRole('heading', { name: 'Rules' }).waitFor();
    const main = other.getByRole('navigation', { name: 'Main' });
    assert.equal(await main.getByRole('link', { name: /Users|Tokens|Audit/ }).count(), 0);
    await other.goto('/console/users');
    await other.getByRole('heading', { name: 'Not for your role' }).waitFor();

    await page.getByRole('button', { name: 'Delete ada' }).click();
    const asked = page.getByRole('dialog', { name: 'Delete ada' });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await asked.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Delete ada' }).click();
    await asked.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('ada is deleted').waitFor();
    await page.getByRole('row', { name: /^ada / }).waitFor({ state: 'hidden' });
  });

  it('says why the last admin stays', async () => {
    const page = await console_.open({ at: 'users' });
    await page.getByRole('button', { name: 'Disable admin' }).click();
    await page.getByRole('alert').getByText('000409').waitFor();
    await page.getByText('the last admin cannot be demoted or disabled').waitFor();
  });
});

describe('the page of tokens', () => {
  it('makes a token that is shown once and works, and deletes it', async () => {
    const page = await console_.open({ at: 'tokens' });
    await page.getByText('No tokens yet').waitFor();
    await page.getByRole('button', { name: 'Add token' }).click();
    const form = page.getByRole('dialog', { name: 'New token' });
    await form.getByRole('button', { name: 'Add token' }).click();
    await form.getByText('Is needed').waitFor();
    await form.getByLabel('Name').fill('deployment');
    await form.getByLabel('Expires').fill('tomorrow');
    await form.getByRole('button', { name: 'Add token' }).click();
    await form.getByText('A time as 2026-11-30 09:05').waitFor();
    await form.getByLabel('Expires').fill('2001-01-01 10:00');
    await form.getByText('Not before today').waitFor();
    await form.getByLabel('Expires').fill('');
    await form.getByRole('button', { name: 'Add token' }).click();
    const made = page.getByRole('dialog', { name: 'The token is made' });
    const token = await made.getByLabel('Token', { exact: true }).inputValue();
    await assertAccessible(page);
    await made.getByRole('button', { name: 'Copy token' }).click();
    await made.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), token);
    await made.getByRole('button', { name: 'Close' }).last().click();
    const headers = { authorization: `Bearer ${token}` };
    const status = async () => (await fetch(`${console_.gateway.url}/api/v1/rule/page`, { headers })).status;
    assert.equal(await status(), 200);

    await page.reload();
    await page.getByRole('row', { name: /^deployment viewer admin .* never/ }).waitFor();
    assert.ok(!(await page.content()).includes(token));
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Delete deployment' }).click();
    await page.getByRole('dialog', { name: 'Delete deployment' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No tokens yet').waitFor();
    assert.equal(await status(), 401);
  });
});
