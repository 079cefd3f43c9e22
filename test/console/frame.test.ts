import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible } from './fixture/axe.ts';
import { firstLoadBytes, heavyParts } from './fixture/build.ts';
import { signIn, startConsole } from './fixture/console.ts';
import type { Console } from './fixture/console.ts';

let console_: Console;
before(async () => {
  console_ = await startConsole();
  await console_.gateway.rule('shop/order/:id', 'GET', {
    record: true,
    components: [[{ name: 'a', type: 'api', url: '{var.SELF}/ps/shop/stock' }]],
  });
  await console_.gateway.rule('shop/stock', 'GET', { record: true });
  await console_.gateway.script('shop/price', 'function handler() { return 1 }');
});
afterEach(() => console_.closePages());
after(() => console_.close());

async function chooseFromAccount(page: Page, menu: string, choice: string): Promise<void> {
  await page.getByRole('button', { name: /Account|账户/ }).click();
  await page.getByRole('menuitem', { name: menu }).click();
  await page.getByRole('menuitem', { name: choice }).click();
}

describe('the frame', () => {
  it('leads to the pages that are there; back leads back, and the heading has the focus', async () => {
    const page = await console_.open();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    const links = await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allTextContents();
    assert.deepEqual(links, [
      ...['Overview', 'Runs', 'Recovery', 'Rules', 'Scripts', 'Secrets', 'Approvals'],
      ...['Users', 'Tokens', 'Audit'],
    ]);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit' }).click();
    const audit = page.getByRole('heading', { name: 'Audit' });
    await audit.waitFor();
    assert.equal(await page.title(), 'Audit · Stepgate');
    await page.locator('h1:focus').getByText('Audit').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.goForward();
    await audit.waitFor();
  });

  it('says where nothing is, and leads on', async () => {
    const page = await console_.open({ at: 'no/such/page' });
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.getByText('/console/no/such/page').waitFor();
    await page.getByRole('link', { name: 'To the first page', exact: true }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  });

  it('lets the keyboard skip to the content', async () => {
    const page = await console_.open();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
  });
});

describe('the search', () => {
  it('is reached with Ctrl+K, and finds rules and scripts by name', async () => {
    const page = await console_.open();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('shop');
    await page.getByRole('option', { name: 'GET shop/order/:id' }).waitFor();
    await page.getByRole('option', { name: 'shop/price' }).click();
    await page.waitForURL(/\/console\/scripts\/shop\/price$/);
  });

  it('leads from a trx, and from a log id, to the run', async () => {
    const { headers } = await console_.gateway.call('GET', 'shop/order/7');
    const trx = headers.get('trx') ?? '';
    const log = await console_.gateway.api<{ log_id: string }>('GET', `run_log?trx=${trx}`);
    const page = await console_.open();
    for (const text of [trx, log.body.data.log_id]) {
      await page.getByRole('searchbox', { name: 'Search' }).fill(text);
      // Of all runs with the log id the one that was called from outside is the first.
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/console/runs/${trx}`);
      await page.goto('/console/');
    }
  });

  it('says that nothing is called so', async () => {
    const page = await console_.open();
    await page.getByRole('searchbox', { name: 'Search' }).fill('nothing-like-it');
    await page.getByText('Nothing is called “nothing-like-it”').waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('x'.repeat(201));
    await page.getByText('A part of a name has at most 200 characters').waitFor();
  });
});

describe('the language', () => {
  it('is chosen for all texts and dates, and kept', async () => {
    const page = await console_.open({ at: 'audit' });
    await page.getByRole('heading', { name: 'Audit' }).waitFor();
    await chooseFromAccount(page, 'Language', '中文');
    await page.getByRole('heading', { name: '审计' }).waitFor();
    assert.equal(await page.title(), '审计 · Stepgate');
    await page
      .getByRole('cell', { name: /^\d{4}年\d+月\d+日 / })
      .first()
      .waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '审计' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
    await chooseFromAccount(page, '语言', 'English');
    await page.getByRole('heading', { name: 'Audit' }).waitFor();
  });

  it('is at first that of the browser', async () => {
    const page = await console_.open({ as: null, locale: 'zh-CN' });
    await page.getByRole('heading', { name: '登录' }).waitFor();
  });
});

describe('the theme', () => {
  it("is chosen, and kept; at first it is the system's", async () => {
    const page = await console_.open({ colorScheme: 'dark' });
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    await chooseFromAccount(page, 'Theme', 'Light');
    await page.locator('html[data-mantine-color-scheme="light"]').waitFor();
    await page.reload();
    await page.locator('html[data-mantine-color-scheme="light"]').waitFor();
    await chooseFromAccount(page, 'Theme', 'System');
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  });
});

describe('the profile', () => {
  it('changes the password, and goes on with a session of its own', async () => {
    const password = 'the first of hers';
    await console_.gateway.api('POST', 'user', { username: 'ada', role: 'operator', password });
    const page = await console_.open({ as: { username: 'ada', password } });
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Profile' }).click();
    await page.getByLabel('Current password').fill('wrong');
    await page.getByLabel('New password', { exact: true }).fill('the second of hers');
    await page.getByLabel('New password again').fill('the second of hers');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByRole('alert').getByText('000401').waitFor();
    assert.equal(await page.getByLabel('New password again').inputValue(), 'the second of hers');
    await page.getByLabel('Current password').fill(password);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The password is changed').waitFor();
    await page.getByRole('link', { name: 'Secrets' }).click();
    await page.getByRole('heading', { name: 'Secrets' }).waitFor();
    const other = await console_.open({ as: null });
    await signIn(other, { username: 'ada', password: 'the second of hers' });
    await other.getByRole('navigation', { name: 'Main' }).waitFor();
  });
});

/** Each page, its heading, and what only a page that needs it loads. */
const PAGES: readonly (readonly [at: string, heading: string, heavy?: string])[] = [
  ['', 'Overview'],
  ['runs', 'Runs'],
  ['waits', 'Approvals'],
  ['recovery', 'Recovery'],
  ['rules', 'Rules'],
  ['rules/new', 'New rule', 'React Flow'],
  ['scripts', 'Scripts'],
  ['secrets', 'Secrets'],
  ['users', 'Users'],
  ['tokens', 'Tokens'],
  ['audit', 'Audit'],
  ['profile', 'Profile'],
  ['nowhere', 'There is no such page'],
];

describe('the first load', () => {
  it('is at most 300 KB of script, gzipped', () => {
    const bytes = firstLoadBytes();
    assert.ok(bytes > 0 && bytes <= 300_000, `${bytes} bytes`);
  });
});

describe('every page', () => {
  for (const [at, heading, heavy] of PAGES) {
    it(`is accessible, fits 390 px, and loads no more than it needs: /${at}`, async () => {
      const page = await console_.open({ at });
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await assertAccessible(page);
      assert.deepEqual(await heavyParts(page), heavy === undefined ? [] : [heavy]);
      await page.setViewportSize({ width: 390, height: 800 });
      await page.getByRole('button', { name: 'Menu' }).waitFor();
      const beyond = 'document.scrollingElement.scrollWidth - document.documentElement.clientWidth';
      assert.equal(await page.evaluate<number>(beyond), 0);
    });
  }

  it('is reached from the menu where the window is 390 px wide', async () => {
    const page = await console_.open({ at: 'audit', viewport: { width: 390, height: 800 } });
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Secrets' }).click();
    await page.getByRole('heading', { name: 'Secrets', level: 1 }).waitFor();
  });
});
