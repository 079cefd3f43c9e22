import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** A call of a component, by its Idempotency-Key: `<trx>-<layer>-<component>`. */
export interface LedgerCall {
  /** The first segment of the path it was made to. */
  readonly rule: string;
  /** Which request made it: its `x-request`. */
  readonly request: string;
  readonly trx: string;
  readonly layer: number;
  readonly component: string;
  /** From 1: counts the calls with this key. */
  readonly nth: number;
}

type StatusOf = (call: LedgerCall, body: string) => number | Promise<number>;

/** An upstream that keeps account of what was done. */
export interface Ledger {
  readonly url: string;
  /** Every call in the order of arrival, by trx. */
  readonly calls: ReadonlyMap<string, readonly LedgerCall[]>;
  /** Those that were answered well. */
  readonly done: readonly LedgerCall[];
  /** The status that calls are answered with from now on; 200 by default. */
  answerWith(status: StatusOf): void;
  /** Runs of which a layer was called after a later one: a checkpointed layer has run again. */
  repeated(): string[];
  close(): Promise<void>;
}

const SLOWEST_MS = 4;

/** Starts one on a free port; it answers each call after a few milliseconds. */
export async function startLedger(): Promise<Ledger> {
  const calls = new Map<string, LedgerCall[]>();
  const done: LedgerCall[] = [];
  let statusOf: StatusOf = () => 200;

  const enter = ({ url = '', headers }: IncomingMessage): LedgerCall => {
    const key = String(headers['idempotency-key']);
    const [, trx = '', layer = '', component = ''] = /^(TRX[0-9A-F]{32})-(\d+)-(.+)$/.exec(key) ?? [];
    const before = calls.get(trx) ?? [];
    const nth = before.filter((one) => one.layer === Number(layer) && one.component === component).length + 1;
    const rule = url.split('/')[1] ?? '';
    const call = { rule, request: String(headers['x-request']), trx, layer: Number(layer), component, nth };
    calls.set(trx, [...before, call]);
    return call;
  };

  const server = createServer((request, response) => {
    const call = enter(request);
    void (async () => {
      // What comes of a process that is killed may be cut off.
      const sent = await text(request).catch(() => undefined);
      if (sent === undefined) return;
      await delay(Math.random() * SLOWEST_MS);
      const status = await statusOf(call, sent);
      if (status < 400) done.push(call);
      const body = JSON.stringify({ trx: call.trx, component: call.component });
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    done,
    answerWith: (status) => (statusOf = status),
    repeated: () => [...calls].filter(([, made]) => goesBack(made)).map(([trx]) => trx),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function goesBack(calls: readonly LedgerCall[]): boolean {
  return calls.some(({ layer }, index) => layer < (calls[index - 1]?.layer ?? 0));
}
