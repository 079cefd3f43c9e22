import { createResultCache } from '../../src/engine/cache.ts';
import { newTrx } from '../../src/engine/ids.ts';
import { StepgateError } from '../../src/error.ts';
import { disagreements } from './disagreement.ts';
import type { Disagreement } from './disagreement.ts';
import type { Shown } from './observation.ts';
import type { Arrival, Crash, Series, World } from './program.ts';
import { completedWait } from './real/arrive.ts';
import { compileRules } from './real/compiled-rules.ts';
import type { ModelStore } from './real/memory-store.ts';
import { RunFixture } from './real/run-fixture.ts';
import type { Expected } from './reference/expected.ts';
import { ReferenceRun } from './reference/run.ts';
import type { Cache } from './reference/run.ts';

/** Where engine and model parted. */
export interface Parting {
  /** The index of the world; those before it are as both say. */
  readonly world: number;
  readonly disagreements: readonly Disagreement[];
  /** The sessions of that run as the engine showed them: its start, and its recoveries. */
  readonly seen: readonly Shown[];
}

/** What became of a series. */
export interface Played {
  readonly parting: Parting | null;
  /** All sessions of all worlds that were played. */
  readonly seen: readonly Shown[];
  /** How many worlds were played: each is a program. */
  readonly programs: number;
}

const LOG_ID = '0af7651916cd43dd8448eb211c80319c';

/** Plays a series with the engine and with the model, session by session, up to where they part. */
export async function play(series: Series, createStore: () => ModelStore): Promise<Played> {
  const { document, worlds } = series;
  const rules = await compileRules(series);
  const calling = {
    rules: new Map((series.rules ?? []).map((one) => [one.name.split('/')[0] ?? '', one])),
    depth: 1,
    made: () => 0,
  };
  const caches = { real: createResultCache(), model: new Map() as Cache };
  const seen: Shown[] = [];
  for (const [index, world] of worlds.entries()) {
    const ids = { trx: newTrx(), logId: LOG_ID };
    const fixture = new RunFixture(rules, world, ids, createStore(), () => caches.real);
    const model = new ReferenceRun(document, world, ids, caches.model, calling);
    const sessions: Shown[] = [];
    for await (const { shown, expected } of sessionsOf(world, fixture, model)) {
      // Results are remembered in memory.
      if (shown.status === 'crashed') caches.real = createResultCache();
      sessions.push(shown);
      seen.push(shown);
      const hasCrashed = sessions.some(({ status }) => status === 'crashed');
      const found = disagreements(document, shown, expected, hasCrashed);
      if (found.length === 0) continue;
      return { parting: { world: index, disagreements: found, seen: sessions }, seen, programs: index + 1 };
    }
  }
  return { parting: null, seen, programs: worlds.length };
}

/** The start, and as many of the recoveries as the run is suspended for; a run that is undone goes on by itself. */
async function* sessionsOf(
  { recoveries, crashes = [], arrivals = [] }: World,
  fixture: RunFixture,
  model: ReferenceRun,
): AsyncGenerator<{ shown: Shown; expected: Expected }> {
  const deaths = crashes.values();
  const next = (): Crash | null => deaths.next().value ?? null;
  const left = recoveries.values();
  const comes = arrivals.values();
  let shown = await fixture.start(next());
  yield { shown, expected: model.start(shown) };
  for (;;) {
    const before = shown;
    if (before.keptStatus === 'compensating') {
      shown = await fixture.goOn(next());
      yield { shown, expected: model.goOn(shown) };
      continue;
    }
    if (before.keptStatus === 'waiting') {
      const arrival = comes.next().value;
      if (!arrival) return;
      if (arrival.kind === 'cancel') {
        shown = await fixture.cancel();
        yield { shown, expected: model.cancel(before) };
        continue;
      }
      if (arrival.kind === 'compensate') {
        shown = await fixture.compensate(next());
        yield { shown, expected: model.compensate(before, shown) };
        continue;
      }
      const arrived = await fixture.arrive(arrival, before, next()).catch(unlessOver);
      if (!arrived) return;
      shown = arrived;
      model.know(completed(arrival, before, shown.now));
      yield { shown, expected: model.wake(before, shown) };
      continue;
    }
    model.know(before);
    const recovery = before.keptStatus === 'suspended' ? left.next().value : undefined;
    if (!recovery) return;
    if (recovery.instead === 'cancel') {
      shown = await fixture.cancel();
      yield { shown, expected: model.cancel(before) };
    } else if (recovery.instead === 'compensate') {
      shown = await fixture.compensate(next());
      yield { shown, expected: model.compensate(before, shown) };
    } else {
      shown = await fixture.recover(recovery, next());
      yield { shown, expected: model.recover(recovery, before.answered.length, shown) };
    }
  }
}

/** A wait whose flow has ended still stands there: who completes it hears that it is over, and nothing goes on. */
function unlessOver(error: unknown): undefined {
  if (!(error instanceof StepgateError) || !['000404', '000409'].includes(error.code)) throw error;
}

/** What is known of the waits when a run goes on: one of them is completed, or it is later. */
function completed(arrival: Arrival, before: Shown, now: number): Pick<Shown, 'waitRows' | 'now'> {
  const { waitRows } = before;
  const wait = completedWait(arrival, before);
  if (!wait) return { waitRows, now };
  const { approved, data } = arrival;
  const decision = { approved, by: 'olga', at: new Date(now).toISOString(), form: null, comment: 'as it is' };
  const isApproval = wait.kind === 'approval';
  const status = isApproval && !approved ? 'rejected' : 'done';
  const after = { ...wait, status, output: isApproval ? decision : data } as const;
  return { waitRows: waitRows.map((one) => (one === wait ? after : one)), now };
}
