import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 65_536;

/** Gives random bytes out of a pool: to ask the system for each few of them costs more than all else of an id. */
function createRandom(): (bytes: number) => Buffer {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  return (bytes) => {
    if (used + bytes > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    return pool.subarray(used, (used += bytes));
  };
}

const random = createRandom();

/** Each byte in upper-case hex. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase());

/**
 * Makes time-ordered ids: UUIDv7 (RFC 9562, 5.7) as 32 upper-case hex digits. Within one millisecond `rand_a` counts
 * up (6.2, method 1), so that ids of one process never go back; a full counter moves on to the next millisecond.
 */
export function createUuidv7(now: () => number = Date.now): () => string {
  let lastMs = 0;
  let counter = 0;
  /** The text of `lastMs`: nearly all ids of a busy process share theirs with others. */
  let [time, timeMs] = ['', -1];
  return () => {
    const ms = now();
    if (ms > lastMs) {
      lastMs = ms;
      counter = 0;
    } else if (++counter > 0xfff) {
      lastMs += 1;
      counter = 0;
    }
    if (timeMs !== lastMs) {
      time = lastMs.toString(16).padStart(12, '0').toUpperCase();
      timeMs = lastMs;
    }
    const node = random(8);
    let text = time + (HEX[0x70 | (counter >> 8)] ?? '') + (HEX[counter & 0xff] ?? '');
    text += HEX[((node[0] ?? 0) & 0x3f) | 0x80] ?? '';
    for (let at = 1; at < 8; at++) text += HEX[node[at] ?? 0] ?? '';
    return text;
  };
}

const uuidv7 = createUuidv7();

/** A new run id: `TRX` and a UUIDv7. */
export function newTrx(): string {
  return `TRX${uuidv7()}`;
}

/** A new version id: `V` and a UUIDv7. */
export function newVersion(): string {
  return `V${uuidv7()}`;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:$|-)/;

/**
 * The trace id of a valid W3C `traceparent` (Trace Context, 3.2.2), else a new one: a UUIDv7, of whose random bits there
 * are as many as the standard asks for, so that an index of such ids is written at its end.
 */
export function traceOf(traceparent: string | undefined): string {
  return (traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent)?.[1]) ?? uuidv7().toLowerCase();
}

/** A `traceparent` for a call that belongs to `traceId`, with a new span id, sampled. */
export function childTraceparent(traceId: string): string {
  return `00-${traceId}-${random(8).toString('hex')}-01`;
}
