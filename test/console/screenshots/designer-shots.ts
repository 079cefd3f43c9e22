import type { Page } from 'playwright-core';
import { button, card, field, middleOf } from '../fixture/drawing.ts';
import type { Shot } from './shots.ts';

const ORDERS = 'rules/POST/shop/orders';

export const DESIGNER: readonly Shot[] = [
  { name: 'designer-new', at: 'rules/new' },
  { name: 'designer', at: ORDERS },
  { name: 'designer-component', at: ORDERS, height: 900, act: (page) => card(page, 'payment').click() },
  {
    name: 'designer-request',
    at: ORDERS,
    height: 900,
    themes: ['light'],
    act: (page) => card(page, 'Request').click(),
  },
  { name: 'designer-response', at: ORDERS, themes: ['light'], act: (page) => card(page, 'Response').click() },
  { name: 'designer-completion', at: ORDERS, themes: ['light'], act: complete },
  { name: 'designer-problems', at: ORDERS, act: makeProblems },
  { name: 'designer-broken-text', at: `${ORDERS}?json=beside`, themes: ['light'], act: breakText },
  { name: 'designer-json', at: `${ORDERS}?json=beside`, act: (page) => card(page, 'payment').click() },
  { name: 'designer-try', at: `${ORDERS}?panel=try`, act: tryIt, height: 900 },
  { name: 'designer-drag', at: ORDERS, themes: ['light'], act: dragHalfWay },
  { name: 'designer-publish', at: ORDERS, act: publish, height: 900 },
  { name: 'designer-versions', at: 'rules/POST/demo/coupon/grant?panel=versions', height: 900 },
  {
    name: 'designer-versions-drawing',
    at: 'rules/POST/demo/coupon/grant?panel=versions',
    themes: ['light'],
    act: asDrawing,
  },
  { name: 'designer-large', at: 'rules/POST/insurance/policies' },
  { name: 'designer-register', at: 'rules/POST/api/v1/register', act: (page) => card(page, 'coupon').click() },
  { name: 'designer-390', at: ORDERS, width: 390, height: 844, themes: ['light'] },
  { name: 'designer-zh', at: ORDERS, locale: 'zh-CN', themes: ['light'], act: (page) => card(page, 'payment').click() },
];

async function complete(page: Page): Promise<void> {
  await card(page, 'mail').click();
  await field(page, 'input').fill('{"to": "{customer.email}", "total": ');
  await page.keyboard.press('End');
  await page.keyboard.type('"{pr');
  await page
    .getByRole('option', { name: /^price/ })
    .first()
    .waitFor();
}

async function makeProblems(page: Page): Promise<void> {
  await card(page, 'payment').click();
  await field(page, 'input').fill('{"customer": "{custmer.id}", "amount": "{price.total}"}');
  await card(page, 'fraud').click();
  await field(page, 'timeout').fill('900');
  await page.getByRole('region', { name: 'Problems' }).waitFor();
}

async function breakText(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Rule as JSON' }).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('End');
  await page.keyboard.type('"name" 7');
  await page
    .getByText(/^Line 1/)
    .first()
    .waitFor();
}

async function tryIt(page: Page): Promise<void> {
  await button(page, 'Fill with examples').click();
  await button(page, 'Run').click();
  await page.waitForTimeout(1500);
}

async function dragHalfWay(page: Page): Promise<void> {
  const from = await middleOf(card(page, 'mail'));
  const to = await middleOf(card(page, 'fraud'));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x + 10, to.y + to.height, { steps: 12 });
}

async function publish(page: Page): Promise<void> {
  await card(page, 'payment').click();
  await field(page, 'timeout').fill('8');
  await field(page, 'retryMaxCount').fill('3');
  await button(page, 'Publish').click();
  await page.getByRole('dialog', { name: 'Publish the rule' }).waitFor();
  await page.waitForTimeout(500);
}

async function asDrawing(page: Page): Promise<void> {
  await page.getByRole('dialog').getByText('Drawing', { exact: true }).click();
}
