import type { RunLog } from '../../../src/engine/run-log.ts';
import { request } from '../../fixture/gateway.ts';
import type { Gateway } from '../../fixture/gateway.ts';
import { until } from '../../fixture/until.ts';
import { addUser, breakCoupon } from '../fixture/suspended.ts';
import { addHistory, spreadRuns } from './history.ts';
import type { Services } from './services.ts';
import { ENDPOINTS, SCRIPTS, largeRule } from './shop.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How often each kind of run is in the history. */
const OFTEN: readonly (readonly [weight: number, method: string, path: string, body?: unknown])[] = [
  [30, 'GET', 'warehouse/stock/pen'],
  [26, 'GET', 'shop/orders/A-4711'],
  [22, 'POST', 'shop/orders', { customer: 'c-1815', lines: [{ sku: 'pen', count: 20 }], express: true }],
  [10, 'POST', 'api/v1/register', { phone: '13800000001', name: 'Ada' }],
  [4, 'POST', 'shop/refunds', { order: 'A-4711', amount: 12.5 }],
  [3, 'PUT', 'crm/customers/c-1815', { street: 'St James’s Square 12', city: 'London' }],
  [2, 'GET', 'reports/daily?day=2026-06-30'],
  [2, 'GET', 'partners/acme-logistics-europe/v2/shipments/SHP-20931/labels/pdf'],
];
/** And each kind of failure, per mille. */
const SELDOM: typeof OFTEN = [
  [6, 'POST', 'shop/refunds', { order: 'A-4711', amount: 99_000 }],
  [5, 'GET', 'reports/daily?day=2026-06-29'],
  [3, 'GET', 'partners/acme-logistics-europe/v2/shipments/SHP-00000/labels/pdf'],
];

/** Fills a gateway with what a shop would have in it after some weeks, and an incident that goes on. */
export async function fill(gateway: Gateway, services: Services, folder: string): Promise<void> {
  await addPeople(gateway);
  await addRules(gateway);
  const often = await logsOf(gateway, OFTEN);
  services.down.add('reports').add('partners/labels');
  await gateway.rule('partners/acme-logistics-europe/v2/shipments/:shipment_id/labels/:format', 'GET', {
    ...ENDPOINTS.at(-1)?.rule,
    suspend: false,
  });
  const seldom = await logsOf(gateway, SELDOM);
  await addRules(gateway, ENDPOINTS.slice(-1));
  services.down.delete('reports');
  const end = Date.now() - 60_000;
  await addHistory(
    folder,
    spreadRuns({ count: 20_000, end, spanMs: 7 * DAY_MS }, (at) =>
      Math.random() < (at > end - HOUR_MS ? 0.06 : 0.014) ? weighted(seldom) : weighted(often),
    ),
  );
  await breakThings(gateway, services);
}

type Weighted = [weight: number, log: RunLog][];

async function logsOf(gateway: Gateway, calls: typeof OFTEN): Promise<Weighted> {
  const found: Weighted = [];
  for (const [weight, method, path, body] of calls) {
    const { headers } = await gateway.call(method, path, body);
    const { data } = (await gateway.api<RunLog>('GET', `run_log?trx=${headers.get('trx') ?? ''}`)).body;
    found.push([weight, data]);
  }
  return found;
}

function weighted(logs: Weighted): RunLog {
  let left = Math.random() * logs.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, log] of logs) if ((left -= weight) < 0) return log;
  throw new Error('there is no log');
}

async function addPeople(gateway: Gateway): Promise<void> {
  for (const [name, role] of [
    ['olga', 'operator'],
    ['mei', 'developer'],
    ['li.wei', 'developer'],
    ['vera', 'viewer'],
    ['former-colleague', 'operator'],
  ] as const)
    await addUser(gateway, name, role);
  const { body } = await gateway.api<{ list: { id: number; username: string }[] }>('GET', 'user/page');
  const former = body.data.list.find(({ username }) => username === 'former-colleague');
  await gateway.api('PUT', 'user', { id: former?.id, disabled: true });
  for (const [name, role, days] of [
    ['deploy from CI', 'developer', 90],
    ['night shift', 'operator', 1],
    ['dashboards', 'viewer', undefined],
  ] as const) {
    const expires_at = days === undefined ? undefined : new Date(Date.now() + days * DAY_MS).toISOString();
    await gateway.api('POST', 'token', { name, role, ...(expires_at && { expires_at }) });
  }
  for (const name of ['PAYMENT_KEY', 'MAIL_TOKEN', 'WECHAT_API_V3_KEY', 'ACME_LOGISTICS_CLIENT_CERTIFICATE_2026'])
    await gateway.api('POST', 'secret', { name, content: `${name}-${'x'.repeat(name.length)}` });
}

async function addRules(gateway: Gateway, endpoints: typeof ENDPOINTS = ENDPOINTS): Promise<void> {
  const mei = await login(gateway, 'mei');
  for (const [name, script] of Object.entries(SCRIPTS)) await mei('POST', 'script', { name, script, activate: true });
  for (const endpoint of endpoints) await mei('POST', 'rule', { ...endpoint, activate: true });
  await mei('POST', 'rule', {
    ...{ name: 'insurance/policies', method: 'POST', desc: 'Conclude a policy.', rule: largeRule(), activate: true },
  });
}

/** Calls the admin API as somebody else than the admin. */
export async function login(gateway: Gateway, username: string) {
  const who = { username, password: `a password of ${username}` };
  const { body } = await request<{ data: { token: string } }>('POST', `${gateway.url}/api/v1/login`, who);
  return async (method: string, path: string, data: unknown): Promise<void> => {
    const headers = { authorization: `Bearer ${body.data.token}` };
    const { status, text } = await request(method, `${gateway.url}/api/v1/${path}`, data, headers);
    if (status >= 300) throw new Error(`${method} ${path} is answered ${status}: ${text}`);
  };
}

/** Suspends runs of several rules, each for a reason of its own. */
async function breakThings(gateway: Gateway, services: Services): Promise<void> {
  services.down.add('payments/charge');
  const order = (n: number) => ({ customer: `c-${1800 + n}`, lines: [{ sku: 'pen', count: n }], express: n % 4 === 0 });
  for (let n = 1; n <= 23; n += 1) await suspend(gateway, 'POST', 'shop/orders', order(n));
  for (const amount of [640, 1199.9, 520]) await suspend(gateway, 'POST', 'shop/refunds', { order: 'A-4711', amount });
  await suspend(gateway, 'GET', 'partners/acme-logistics-europe/v2/shipments/SHP-20931/labels/pdf');
  await breakCoupon(gateway);
  for (let n = 1; n <= 8; n += 1)
    await suspend(gateway, 'POST', 'api/v1/register', {
      phone: `1380000000${n}`,
      name: ['Ada', 'Linus', '王小明'][n % 3],
    });
  const given = await suspend(gateway, 'POST', 'shop/orders', order(99));
  const olga = await login(gateway, 'olga');
  await olga('POST', 'run/cancel', { trx: given, reason: 'the customer ordered again by phone' });
}

async function suspend(gateway: Gateway, method: string, path: string, body?: unknown): Promise<string> {
  const { status, headers, text } = await gateway.call(method, path, body);
  if (status !== 202) throw new Error(`${method} ${path} is not suspended: ${status} ${text}`);
  const trx = headers.get('trx') ?? '';
  await until(async () => (await gateway.api('GET', `run_log?trx=${trx}`)).status === 200);
  return trx;
}
