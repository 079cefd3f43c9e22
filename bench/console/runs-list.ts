import type { Page } from 'playwright-core';
import type { Console } from '../../test/console/fixture/console.ts';
import { LongTasks } from './long-tasks.ts';
import type { Measured } from './long-tasks.ts';

/** Scrolls, filters and pages the list of runs. */
export async function measureRunsList(console_: Console): Promise<readonly Measured[]> {
  const page = await console_.open({ at: 'runs' });
  const rows = page.getByRole('region', { name: 'Runs', exact: true }).locator('tbody tr[aria-rowindex]');
  await rows.nth(20).waitFor();
  const tasks = new LongTasks(page);
  await tasks.during('load', async () => {
    await page.reload();
    await rows.nth(20).waitFor();
  });
  await tasks.during('scroll to the end and back', async () => {
    await rows.nth(5).hover();
    for (const step of [120, -120]) for (let n = 0; n < 20; n += 1) await page.mouse.wheel(0, step);
  });
  // To find it by its role takes time of the page, which is not that of a user.
  const next = await page.getByRole('button', { name: 'Next page' }).elementHandle();
  await tasks.during('ten pages further', async () => {
    for (let n = 0; n < 10; n += 1) await answered(page, () => next.click());
  });
  await tasks.during('filter by rule, typed', async () => {
    await page.getByLabel('Rule').pressSequentially('POST team3/service/143', { delay: 60 });
    await page.waitForURL(/rule=POST.*143/);
  });
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await tasks.during('filter by status', () =>
    answered(page, () => page.getByLabel('Status').selectOption('suspended')),
  );
  await tasks.during('and slower than 2 s', async () => {
    await page.getByLabel('Slower than').pressSequentially('2 s', { delay: 60 });
    await page.waitForURL(/slower=/);
  });
  await tasks.during('clear the filters', () =>
    answered(page, () => page.getByRole('button', { name: 'Clear filters' }).click()),
  );
  await tasks.during('live, and scrolled', async () => {
    await page.getByRole('switch', { name: 'Live' }).click();
    await rows.nth(5).hover();
    for (let n = 0; n < 20; n += 1) await page.mouse.wheel(0, 120);
  });
  await page.close();
  return tasks.measured;
}

async function answered(page: Page, act: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForResponse(/\/run_log\/page/), act()]);
}
