import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from '../fixture/gateway.ts';

/** A request and what became of it. */
export interface Sent {
  readonly rule: string;
  readonly id: string;
  /** Its Idempotency-Key; undefined: it had none. */
  readonly key: string | undefined;
  /** Undefined: the connection broke before there was an answer. */
  readonly answer: Answered | undefined;
  readonly tookMs: number;
}

/** An answer to it. */
export interface Answered {
  readonly status: number;
  readonly trx: string;
  readonly text: string;
  readonly retryAfter: string | null;
  readonly replayed: boolean;
}

/** How long a client that is refused waits before its next request. */
const REFUSED_MS = 100;

/** Sends one request. @param prefer the header `Prefer` */
export async function send(url: string, rule: string, id: string, key?: string, prefer?: string): Promise<Answered> {
  const headers = { ...(key !== undefined && { 'idempotency-key': key }), ...(prefer !== undefined && { prefer }) };
  const reply = await request('POST', `${url}/ps/${rule}`, { id }, headers);
  return {
    status: reply.status,
    trx: String(reply.headers.get('trx')),
    text: reply.text,
    retryAfter: reply.headers.get('retry-after'),
    replayed: reply.headers.get('idempotent-replayed') === 'true',
  };
}

/** Sends one request of an id of its own, with an Idempotency-Key where it is to be `keyed`. */
export async function sendTimed(url: string, rule: string, keyed = false, prefer?: string): Promise<Sent> {
  const id = randomUUID();
  const key = keyed ? `key of ${id}` : undefined;
  const began = performance.now();
  const answer = await send(url, rule, id, key, prefer).catch(() => undefined);
  return { rule, id, key, answer, tookMs: performance.now() - began };
}

/** Keeps `concurrency` requests under way until `isOver`, each of the next rule; every fourth has an Idempotency-Key. */
export async function load(
  url: string,
  rules: readonly string[],
  concurrency: number,
  isOver: () => boolean,
  prefer?: string,
): Promise<Sent[]> {
  const sent: Sent[] = [];
  let count = 0;
  const client = async (): Promise<void> => {
    while (!isOver()) {
      const n = count++;
      const rule = rules[n % rules.length] ?? '';
      const one = await sendTimed(url, rule, n % 4 === 0, prefer);
      sent.push(one);
      if (one.answer?.status === 503) await delay(REFUSED_MS);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  return sent;
}
