import type { ChildCall } from '../../src/sandbox/child/call.ts';
import { IsolatePool } from '../../src/sandbox/child/isolate-pool.ts';
import type { ScriptIsolate } from '../../src/sandbox/child/isolate.ts';
import { Questions } from '../../src/sandbox/child/questions.ts';
import { createManualClock } from '../fixture/manual-clock.ts';

/** An isolate without V8: it answers pings unless it is `busy`, with the call whose number that is. */
class FakeIsolate implements ScriptIsolate {
  readonly defined = new Set<string>();
  readonly entries: string[] = [];
  hasLibrary = false;
  disposed = false;
  busy = 0;
  cpu = 0;
  readonly #pings: PromiseWithResolvers<unknown>[] = [];

  enter(entry: string): void {
    this.entries.push(entry);
  }

  enterAndWatch(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  refusalOf(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  busyWith(): number {
    return this.busy;
  }

  cpuMs(): number {
    return this.cpu;
  }

  ping(): Promise<unknown> {
    const ping = Promise.withResolvers<unknown>();
    if (this.busy === 0) ping.resolve(undefined);
    else this.#pings.push(ping);
    return ping.promise;
  }

  /** Its code has come to an end. */
  rest(): void {
    this.busy = 0;
    for (const ping of this.#pings.splice(0)) ping.resolve(undefined);
  }

  /** V8 has left the script that was disposed of. */
  stop(): void {
    for (const ping of this.#pings.splice(0)) ping.reject(new Error('Isolate is disposed'));
  }

  dispose(): void {
    this.disposed = true;
  }
}

/** A pool over such isolates, and what it has told; `max` isolates. */
export function openPool(max = 4) {
  const clock = createManualClock();
  const made: FakeIsolate[] = [];
  const told: string[] = [];
  let id = 0;
  const pool = new IsolatePool({
    create: () => {
      const isolate = new FakeIsolate();
      made.push(isolate);
      return Promise.resolve(isolate);
    },
    clock,
    mayMake: (isolates) => isolates < max,
    run: ({ isolate }, call) => told.push(`${call.version}${call.id} in ${made.findIndex((one) => one === isolate)}`),
    idle: (calls) => told.push(...calls.map((call) => `${call.version}${call.id} idle`)),
    hung: (version) => told.push(`${version} hung`),
    stuck: (version) => told.push(`${version} stuck`),
    lost: (calls, culprit) =>
      told.push(...calls.map((call) => `${call.version}${call.id} lost through ${culprit ?? '-'}`)),
    onFailure: (error) => told.push(String(error)),
  });
  return {
    ...{ clock, made, pool },
    call: (version: string, blocks = false, wrapped = ''): ChildCall => ({
      ...{ id: ++id, version, input: '', trx: '', logId: '', pooled: undefined, outcome: undefined },
      script: { ok: true, plain: blocks, blocks, promises: false, wrapped, sourceMap: '' },
      questions: new Questions(clock, () => undefined),
    }),
    /** What was told since. */
    told: async (): Promise<string[]> => {
      await clock.pass(0);
      return told.splice(0);
    },
  };
}

/** A pool with one isolate in use, for two calls of a version. */
export async function openWithTwoCalls() {
  const opened = openPool();
  const { pool, call, told } = opened;
  await pool.ready;
  const [a, b] = [call('a'), call('a')];
  for (const one of [a, b]) pool.take(one);
  await told();
  return { ...opened, a, b };
}
