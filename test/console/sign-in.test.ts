import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { assertAccessible } from './fixture/axe.ts';
import { ADMIN, signIn, startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';

let console_: Console;
before(async () => {
  console_ = await startConsole();
  await console_.gateway.api('POST', 'user', { username: 'vera', role: 'viewer', password: 'a password of vera' });
});
afterEach(() => console_.closePages());
after(() => console_.close());

describe('the sign-in', () => {
  it('stands at any address, and the page asked for after it, with its filters', async () => {
    const page = await console_.open({ at: 'secrets?name=NO', as: null });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.equal(await page.title(), 'Sign in · Stepgate');
    await signIn(page);
    await page.getByRole('heading', { name: 'Secrets' }).waitFor();
    assert.equal(await page.title(), 'Secrets · Stepgate');
    assert.equal(await page.getByLabel('Name').inputValue(), 'NO');
    assert.match(page.url(), /\/console\/secrets\?name=NO$/);
  });

  it('says why it was refused, and keeps what was typed', async () => {
    const page = await console_.open({ as: null });
    await signIn(page, { username: 'nobody', password: 'wrong wrong' });
    const failure = page.getByRole('alert');
    await failure.getByText('the user name or the password is wrong').waitFor();
    await failure.getByText('000401').waitFor();
    assert.equal(await page.getByLabel('Username').inputValue(), 'nobody');
    assert.equal(await page.getByRole('textbox', { name: 'Password' }).inputValue(), 'wrong wrong');
    await signIn(page);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
  });

  it('holds for a new tab too, and ends with "Sign out"', async () => {
    const page = await console_.open({ as: null });
    await signIn(page);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    const tab = await page.context().newPage();
    await tab.goto('/console/audit');
    await tab.getByRole('heading', { name: 'Audit' }).waitFor();
    await tab.getByRole('button', { name: 'Account' }).click();
    await tab.getByRole('menuitem', { name: 'Sign out' }).click();
    await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
    await tab.reload();
    await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('is accessible', async () => {
    const page = await console_.open({ as: null });
    await page.getByLabel('Username').waitFor();
    await assertAccessible(page);
  });
});

describe('a session that expires in the middle of an edit', () => {
  it('asks for the password over the page, goes on where it was, and loses nothing', async () => {
    const page = await console_.open({ at: 'secrets' });
    await page.getByRole('button', { name: 'Add secret' }).click();
    const form = page.getByRole('dialog', { name: 'New secret' });
    await form.getByLabel('Name').fill('KEPT');
    await form.getByLabel('Value').fill('typed before it expired');
    const ended = await page.evaluate<number>(`fetch('/api/v1/logout', {
      method: 'POST',
      headers: { authorization: 'Bearer ' + JSON.parse(sessionStorage['stepgate.session'] ?? localStorage['stepgate.session']).token },
    }).then(({ status }) => status)`);
    assert.equal(ended, 200);
    await form.getByRole('button', { name: 'Add secret' }).click();

    const dialog = page.getByRole('dialog', { name: 'Session expired' });
    await dialog.getByLabel('Password').fill(ADMIN.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('KEPT is added').waitFor();
    await page.getByRole('row', { name: /KEPT.*23 characters/ }).waitFor();
  });
});

describe('a role', () => {
  it('is offered what it may do, and no more', async () => {
    const page = await console_.open({ at: 'secrets', as: { username: 'vera', password: 'a password of vera' } });
    await page.getByRole('heading', { name: 'Secrets', exact: true }).waitFor();
    const main = page.getByRole('navigation', { name: 'Main' });
    assert.equal(await main.getByRole('link', { name: 'Audit' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Add secret' }).count(), 0);
    await page.goto('/console/audit');
    await page.getByText('This page needs the role administrator, and you are viewer.').waitFor();
  });
});
