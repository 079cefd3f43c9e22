import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunLog } from '../../../src/engine/run-log.ts';
import { openStore } from '../../../src/store/open.ts';

/** One run of the past: like which other it went, when, and how many times as long it took. */
export interface PastRun {
  readonly like: RunLog;
  readonly at: number;
  readonly slower: number;
}

const WRITTEN_AT_ONCE = 500;

/** Adds runs to the logs of a gateway with SQLite in a folder, which may be running. */
export async function addHistory(
  folder: string,
  runs: Iterable<PastRun>,
  progress?: (done: number) => void,
): Promise<void> {
  const store = await openStore({
    url: `sqlite:${path.join(folder, 'data/stepgate.db')}`,
    masterKey: Buffer.from(readFileSync(path.join(folder, 'data/master.key'), 'utf8').trim(), 'base64'),
    log: { warn: (fields, message) => console.error(message, fields) },
  });
  let done = 0;
  let some: RunLog[] = [];
  const write = async (): Promise<void> => {
    await store.runLogs.writeAll(some.map((log) => store.runLogs.toStored(log, false)));
    progress?.((done += some.length));
    some = [];
  };
  for (const run of runs) {
    some.push(moved(run));
    if (some.length === WRITTEN_AT_ONCE) await write();
  }
  await write();
  await store.close();
}

/** The log of a run as if it had been at another time, with ids of its own. */
function moved({ like, at, slower }: PastRun): RunLog {
  const start = Date.parse(like.start_datetime);
  const move = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((one) => move(one));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, move(one, name)]));
    if (typeof value === 'string' && key.endsWith('datetime'))
      return new Date(at + (Date.parse(value) - start) * slower).toISOString();
    if (typeof value === 'number' && key.endsWith('_time')) return Math.round(value * slower * 1000) / 1000;
    return value;
  };
  const trx = `TRX${randomBytes(16).toString('hex').toUpperCase()}`;
  return { ...(move(like) as RunLog), trx, log_id: randomBytes(16).toString('hex') };
}

/** A day of a shop: few at night, most in the evening. */
function liveliness(at: number): number {
  const hour = (at / 3_600_000) % 24;
  return 0.25 + 0.75 * Math.exp(-(((hour - 14) / 5) ** 2)) + 0.6 * Math.exp(-(((hour - 20) / 2) ** 2));
}

/** As many runs as are wanted, spread over the time before `end`; `pick` says like which one each is. */
export function* spreadRuns(
  { count, end, spanMs }: { readonly count: number; readonly end: number; readonly spanMs: number },
  pick: (at: number) => RunLog,
): Generator<PastRun> {
  let at = end - spanMs;
  const stepMs = (0.75 * spanMs) / count;
  for (let n = 0; n < count && at < end; n += 1) {
    at += (stepMs * 2 * Math.random()) / liveliness(at);
    const like = pick(at);
    yield { like, at: Math.round(at), slower: usual(like) * Math.exp((Math.random() + Math.random() - 0.8) * 0.9) };
  }
}

/** A machine that was busy at the time made its run slower than is usual. */
function usual({ run_time: ms }: RunLog): number {
  return Math.min(1, 450 / (ms ?? 450));
}
