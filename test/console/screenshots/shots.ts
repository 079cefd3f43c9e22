import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Console } from '../fixture/console.ts';
import type { Services } from './services.ts';
import { DESIGNER } from './designer-shots.ts';
import { FLOWS } from './flow-shots.ts';
import { RECOVERY } from './recovery-shots.ts';
import { WAITS } from './wait-shots.ts';

/** Where pictures are taken. */
export interface Scene {
  readonly console_: Console;
  readonly services: Services;
  /** Where the files go. */
  readonly folder: string;
}

/** What is to be seen of a page. */
export interface Shot {
  /** Of the files: `name.png`, `name-dark.png`, … */
  readonly name: string;
  /** Below `/console/`. */
  readonly at: string | ((scene: Scene) => Promise<string>);
  /** Brings the page into the state that is to be seen. */
  readonly act?: (page: Page, scene: Scene) => Promise<unknown>;
  /** Missing: the admin; null: nobody. */
  readonly as?: null | { username: string; password: string };
  /** Missing: light and dark. */
  readonly themes?: readonly ('light' | 'dark')[];
  /** Of the window; missing: 1280. */
  readonly width?: number;
  readonly height?: number;
  readonly locale?: string;
}

const TALLEST = 1280;

/** Takes the pictures of a page; resolves with their files. */
export async function takeShot(shot: Shot, scene: Scene): Promise<string[]> {
  const { name, at, act, as, themes = ['light', 'dark'], width = 1280, height = 800, locale = 'en-GB' } = shot;
  const page = await scene.console_.open({
    at: typeof at === 'string' ? at : await at(scene),
    viewport: { width, height },
    locale,
    ...(as !== undefined && { as }),
  });
  const files: string[] = [];
  try {
    await settled(page);
    await act?.(page, scene);
    // All of the page, as in a window that is so tall; what stands still in the window stands where it belongs.
    const whole = await page.evaluate<number>('document.documentElement.scrollHeight');
    await page.setViewportSize({ width, height: Math.min(Math.max(whole, height), TALLEST) });
    await settled(page);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
      await page.waitForTimeout(250);
      const file = path.join(scene.folder, `${name}${theme === 'dark' ? '-dark' : ''}.png`);
      await page.screenshot({ path: file });
      files.push(file);
    }
  } finally {
    await page.close();
  }
  return files;
}

/** Nothing is being loaded, and charts and drawings have been laid out. */
async function settled(page: Page): Promise<void> {
  await page.locator('main').waitFor();
  await page.locator('.mantine-Loader-root, .mantine-Skeleton-root').first().waitFor({ state: 'hidden' });
  // What is asked for again and again does not let it become idle.
  await page.waitForLoadState('networkidle', { timeout: 4000 }).catch(() => undefined);
  await page.waitForTimeout(300);
}

/** The newest run of a rule with a status. */
export async function runOf({ console_ }: Scene, rule: string, status: string): Promise<string> {
  const { body } = await console_.gateway.api<{ list: { trx: string; path: string }[] }>(
    'GET',
    `run_log/page?status=${status}&count=100`,
  );
  const found = body.data.list.find((one) => one.path.startsWith(`/ps/${rule}`));
  if (!found) throw new Error(`no run of ${rule} is ${status}`);
  return found.trx;
}

const runAt =
  (rule: string, status: string, query = '') =>
  async (scene: Scene) =>
    `runs/${await runOf(scene, rule, status)}${query}`;

const PLAIN: readonly Shot[] = [
  // Each page signs in, which the audit has too.
  { name: 'audit', at: 'audit' },
  { name: 'sign-in', at: 'recovery', as: null, themes: ['light', 'dark'] },
  { name: 'overview', at: '?period=24h' },
  { name: 'runs', at: 'runs' },
  { name: 'runs-filtered', at: 'runs?status=failed&slower=300+ms', themes: ['light'] },
  { name: 'runs-nothing', at: 'runs?rule=nobody/calls/this', themes: ['light'] },
  { name: 'run', at: runAt('shop/orders', 'success') },
  {
    name: 'run-component',
    at: runAt('shop/orders', 'suspended'),
    act: (page) =>
      page
        .getByRole('button', { name: /payment/ })
        .first()
        .click(),
  },
  { name: 'run-graph', at: runAt('shop/orders', 'suspended', '?tab=graph') },
  { name: 'run-json', at: runAt('shop/orders', 'success', '?tab=json'), themes: ['light'] },
  { name: 'run-request', at: runAt('shop/orders', 'success', '?tab=request'), themes: ['light'] },
  { name: 'run-history', at: runAt('shop/orders', 'cancelled', '?tab=history'), themes: ['light'] },
  { name: 'rules', at: 'rules' },
  { name: 'scripts', at: 'scripts' },
  { name: 'script', at: 'scripts/shop/price' },
  { name: 'secrets', at: 'secrets' },
  { name: 'users', at: 'users' },
  { name: 'tokens', at: 'tokens' },
  { name: 'profile', at: 'profile' },
  { name: 'not-found', at: 'no/such/page', themes: ['light'] },
];

/** Pages once more, in the width of a telephone and in Chinese. */
const ELSEWHERE = ['overview', 'runs', 'run', 'run-component', 'rules', 'scripts', 'audit', 'sign-in'].flatMap((name) =>
  PLAIN.filter((shot) => shot.name === name).flatMap((shot): Shot[] => [
    { ...shot, name: `${name}-390`, width: 390, height: 844, themes: ['light'] },
    { ...shot, name: `${name}-zh`, locale: 'zh-CN', themes: ['light'] },
  ]),
);

export const SHOTS: readonly Shot[] = [...PLAIN, ...ELSEWHERE, ...DESIGNER, ...RECOVERY, ...FLOWS, ...WAITS];
