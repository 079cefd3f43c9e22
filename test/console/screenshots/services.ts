import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** The services behind the shop, some of which can be down. */
export interface Services {
  readonly url: string;
  /** What is down: `payments/charge`, … */
  readonly down: Set<string>;
  /** How many times as long as usual all take. */
  slow: number;
  close(): Promise<void>;
}

/** What each answers, and the milliseconds that it takes for it. */
const ANSWERS: Readonly<Record<string, readonly [ms: number, body: () => unknown]>> = {
  'crm/customers': [18, () => ({ id: 'c-1815', name: 'Ada Lovelace', group: 'gold', email: 'ada@example.com' })],
  'warehouse/stock': [
    35,
    () => ({
      lines: [
        { sku: 'pen', price: 1.5, count: 20 },
        { sku: 'desk', price: 349, count: 1 },
      ],
      left: 12,
    }),
  ],
  'risk/score': [60, () => ({ score: 0.12 })],
  'payments/charge': [140, () => ({ status: 'captured', order: `A-${1000 + Math.floor(Math.random() * 9000)}` })],
  'payments/refund': [90, () => ({ id: 'R-771' })],
  'warehouse/shipments': [70, () => ({ id: 'S-20931' })],
  'warehouse/addresses': [30, () => ({ ok: true })],
  'accounting/invoices': [45, () => ({ id: 'I-4711' })],
  'accounting/settle': [45, () => ({ id: 'Z-1' })],
  'couriers/pickup': [55, () => ({ at: '16:40' })],
  'mail/send': [25, () => ({ queued: true })],
  orders: [22, () => ({ id: 'A-4711', total: 1249.9, status: 'shipped' })],
  reports: [420, () => ({ count: 812, total: 40_112.5 })],
  'reports/slow': [30_000, () => ({})],
  'partners/labels': [80, () => ({ pdf: 'JVBERi0xLjQ=' })],
};

const DOWN: Readonly<Record<string, readonly [status: number, body: unknown]>> = {
  'payments/charge': [402, { status: 'declined', message: 'the card issuer does not answer (try again later)' }],
  'risk/score': [503, { message: 'overloaded' }],
  'partners/labels': [
    422,
    { message: 'Das Etikett für die Sendung konnte nicht erstellt werden: Zielland unbekannt. '.repeat(3).trim() },
  ],
};

/** Starts them, on a port of their own. */
export async function startServices(): Promise<Services> {
  const down = new Set<string>();
  // Paths hold ids: which service answers is found by their beginning.
  const names = Object.keys(ANSWERS).sort((a, b) => b.length - a.length);
  const server = createServer((request, response) => {
    const path = request.url?.slice(1) ?? '';
    const service = names.find((name) => path.startsWith(name)) ?? '';
    const [ms, body] = ANSWERS[service] ?? [10, () => ({ id: path.slice(-6) })];
    const [status, said] = down.has(service) ? (DOWN[service] ?? [500, {}]) : [200, body()];
    request.resume();
    void wait(ms * services.slow * (0.7 + Math.random() * 0.6)).then(() => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const services: Services = {
    slow: 1,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    down,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return services;
}
