import type { Page } from 'playwright-core';
import type { Gateway } from '../../fixture/gateway.ts';
import { until } from '../../fixture/until.ts';
import { button, card } from '../fixture/drawing.ts';
import { begun, statusOf } from '../fixture/trips.ts';
import type { Scene, Shot } from './shots.ts';

const RETURNS = 'shop/returns';
const FORM = {
  amount: { type: 'float', required: true, min: 0.01, max: 2000 },
  reason: { type: 'string', enum: ['damaged', 'late', 'goodwill'], default: 'goodwill' },
  note: { type: 'string', maxLen: 400 },
  restock: { type: 'bool' },
};

const api = (name: string, url: string, more: object = {}): object => ({
  ...{ name, type: 'api', method: 'POST', url: `{var.SHOP}/${url}`, outputName: name, ...more },
});
const undo = (url: string, id: string): object => ({
  compensate: { type: 'api', method: 'DELETE', url: `{var.SHOP}/${url}/{${id}.id}`, retryMaxCount: 5 },
});

/** Takes goods back: somebody has to say how much is paid for them, and the carrier calls when it has them. */
function returns(): object {
  const title = 'Return of order {request.body.order}: {request.body.why}';
  return {
    ...{ record: true, suspend: true, request: { body: { order: { type: 'string' }, why: { type: 'string' } } } },
    components: [
      [
        api('label', 'partners/returns', { desc: 'the label for the carrier', ...undo('partners/returns', 'label') }),
        api('credit', 'accounting/credits', { desc: 'a credit note', ...undo('accounting/credits', 'credit') }),
      ],
      [
        { ...{ name: 'approve', type: 'wait', for: 'approval', title, form: FORM }, outputName: 'decision' },
        { ...{ name: 'carrier', type: 'wait', for: 'callback', timeout: 604_800 }, outputName: 'carrier' },
      ],
      [api('refund', 'payments/refund', { input: { amount: '{decision.form.amount}', label: '{label.id}' } })],
    ],
    response: { body: { refund: '{refund.id}' } },
  };
}

const ORDERS = [
  [
    'A-4711',
    'the desk came with a scratch across the whole top, the customer sent four photographs and asks to keep it',
  ],
  ['A-4690', 'arrived two weeks late'],
  ['A-4655', '商品与描述不符，客户要求全额退款并附上了照片'],
] as const;

async function begin(gateway: Gateway, number = 2): Promise<string> {
  const [order, why] = ORDERS[number] ?? ORDERS[0];
  return begun(gateway, RETURNS, { order, why });
}

/** Runs that wait, of two rules: once for all pictures of the list. */
async function waiting({ console_: { gateway } }: Scene): Promise<void> {
  const { body } = await gateway.api<{ total: number }>('GET', 'wait/page?status=waiting');
  if (body.data.total > 0) return;
  await gateway.rule(RETURNS, 'POST', returns());
  await gateway.rule('shop/reminders', 'POST', {
    ...{ record: true, suspend: true },
    components: [[{ name: 'tomorrow', type: 'wait', for: 'time', seconds: 86_400 }]],
  });
  await begun(gateway, 'shop/reminders');
  for (const number of ORDERS.keys()) await begin(gateway, number);
}

const waitingAt =
  (at: string) =>
  async (scene: Scene): Promise<string> => {
    await waiting(scene);
    return at;
  };

/** A run of its own, which waits. */
async function run(scene: Scene): Promise<string> {
  await waiting(scene);
  return `runs/${await begin(scene.console_.gateway)}`;
}

const compensatedAt =
  (query = '') =>
  async (scene: Scene): Promise<string> => {
    const { gateway } = scene.console_;
    await waiting(scene);
    const trx = await begin(gateway);
    await gateway.api('POST', 'run/compensate', { trx, reason: 'the customer keeps the desk after all' });
    await until(async () => (await statusOf(gateway, trx)) === 'compensated');
    return `runs/${trx}${query}`;
  };

/** A run with a loop of which some elements failed, late. */
async function many({ console_: { gateway } }: Scene): Promise<string> {
  const each = { name: 'reserve', type: 'script', url: 'shop/reserve', foreach: '{request.body.lines}', as: 'line' };
  const source = "function handler(ctx, { line }) { if (line > 740) throw new Error('sold out'); return line; }";
  await gateway.script('shop/reserve', source);
  await gateway.rule('shop/bulk', 'POST', {
    ...{ record: true, suspend: true, request: { body: { lines: { type: 'slice' } } } },
    components: [[{ ...each, input: { line: '{line}' }, outputName: 'reserved' }, api('mail', 'mail/send')]],
  });
  return `recovery/${await begun(gateway, 'shop/bulk', { lines: Array.from({ length: 800 }, (_, n) => n) })}`;
}

async function openForm(page: Page): Promise<void> {
  await page
    .getByRole('row', { name: /A-4711/ })
    .getByRole('button')
    .first()
    .click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'amount' }).waitFor();
}

async function fillForm(page: Page): Promise<void> {
  await openForm(page);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'amount' }).fill('3000');
  await dialog.getByRole('combobox', { name: 'reason' }).selectOption('damaged');
  await dialog.getByRole('textbox', { name: 'Comment' }).fill('Photographs are in the ticket.');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await dialog.getByText('must be at most 2000').waitFor();
}

async function beSlower(page: Page, { console_: { gateway } }: Scene): Promise<void> {
  await openForm(page);
  const { body } = await gateway.api<{ list: { trx: string; title: string | null }[] }>(
    'GET',
    'wait/page?status=waiting',
  );
  const { trx } = body.data.list.find(({ title }) => title?.includes('A-4711')) ?? {};
  const [dialog, component] = [page.getByRole('dialog'), 'approve'];
  await dialog.getByRole('textbox', { name: 'amount' }).fill('120');
  await gateway.api('POST', 'wait/complete', { trx, component, approved: true, form: { amount: 99 } });
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await dialog.getByRole('alert').waitFor();
}

async function askToCompensate(page: Page): Promise<void> {
  await button(page, 'Compensate').click();
  await page.getByRole('dialog').waitFor();
}

async function openCompensation(page: Page): Promise<void> {
  await card(page, 'label').click();
  await page.getByRole('group', { name: 'compensate', exact: true }).scrollIntoViewIfNeeded();
}

async function openApproval(page: Page): Promise<void> {
  await card(page, 'approve').click();
  await page.getByRole('group', { name: 'form', exact: true }).scrollIntoViewIfNeeded();
}

const ruleAt = waitingAt(`rules/POST/${RETURNS}`);
const LIGHT = { themes: ['light'] } as const;
const NARROW = { width: 390, height: 844, ...LIGHT } as const;
const LIST = waitingAt('waits');

/** What waits for people, what is undone, and how both are drawn. */
export const WAITS: readonly Shot[] = [
  { name: 'approvals-nothing', at: 'waits?status=passed', ...LIGHT },
  { name: 'approvals', at: LIST },
  { name: 'approvals-390', at: LIST, ...NARROW },
  { name: 'approvals-zh', at: LIST, locale: 'zh-CN', ...LIGHT },
  { name: 'approvals-form', at: LIST, act: fillForm },
  { name: 'approvals-form-390', at: LIST, act: openForm, ...NARROW },
  { name: 'approvals-form-zh', at: LIST, act: openForm, locale: 'zh-CN', ...LIGHT },
  { name: 'approvals-quicker', at: LIST, act: beSlower, ...LIGHT },
  { name: 'run-waiting', at: run },
  { name: 'run-waiting-390', at: run, ...NARROW },
  { name: 'run-waiting-zh', at: run, locale: 'zh-CN', ...LIGHT },
  { name: 'run-compensate', at: run, act: askToCompensate, ...LIGHT },
  { name: 'run-compensated', at: compensatedAt() },
  { name: 'run-compensated-390', at: compensatedAt(), ...NARROW },
  { name: 'run-compensated-graph', at: compensatedAt('?tab=graph'), ...LIGHT },
  { name: 'run-compensated-history', at: compensatedAt('?tab=history') },
  { name: 'run-compensated-zh', at: compensatedAt('?tab=history'), locale: 'zh-CN', ...LIGHT },
  { name: 'designer-undo', at: ruleAt, act: openCompensation, height: 900 },
  { name: 'designer-undo-zh', at: ruleAt, act: openCompensation, height: 900, locale: 'zh-CN', ...LIGHT },
  { name: 'designer-approval', at: ruleAt, act: openApproval, height: 900 },
  { name: 'recovery-many', at: many },
  { name: 'recovery-many-390', at: many, ...NARROW },
];
