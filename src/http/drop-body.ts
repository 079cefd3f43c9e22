import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** How long the rest of a refused body is read. */
const DROP_MS = 2000;

/** Whether a request has a body: one of no bytes counts as none. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return length === undefined ? headers['transfer-encoding'] !== undefined : length !== '0';
}

/** Reads what still comes of a body and throws it away; resolves at its end, or after 2 s. */
export async function dropBody(message: IncomingMessage): Promise<void> {
  // Who was sent it may want no more of it.
  message.unpipe();
  message.resume();
  const stop = new AbortController();
  const { signal } = stop;
  await Promise.race([
    once(message, 'close', { signal }),
    setTimeout(DROP_MS, undefined, { signal, ref: false }),
  ]).catch(() => undefined);
  stop.abort();
}
