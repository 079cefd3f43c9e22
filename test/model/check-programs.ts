import fc from 'fast-check';
import { series, seriesFor } from './generate/series.ts';
import { play } from './play.ts';
import type { Series } from './program.ts';
import type { ModelStore } from './real/memory-store.ts';
import { describeScenario } from './scenario.ts';

/** What came of many programs. */
export interface Outcome {
  /** The smallest program that was found at which engine and model part, for people; undefined: they never do. */
  readonly failure: string | undefined;
  /** One line for people. */
  readonly summary: string;
}

/** What a run of the tests plays: always the same programs, so that it fails where something has changed, and only there. */
const SEED = 20_261_130;

/**
 * Plays `count` random programs and some more, or until engine and model part; then looks for the smallest program at
 * which they do. Where more are asked for (`MODEL_PROGRAMS`, `FAULT_ROUNDS`) they are others each time; `MODEL_SEED` and
 * `MODEL_PATH` play a program again; after `MODEL_SECONDS` it is over, with the smallest that was found by then.
 */
export async function checkPrograms(
  count: number,
  createStore: () => ModelStore,
  arbitrary: fc.Arbitrary<Series> = series,
): Promise<Outcome> {
  const statuses = new Map<string, number>();
  let [programs, calls] = [0, 0];
  const started = performance.now();
  const property = fc.asyncProperty(arbitrary, async (one) => {
    const played = await play(one, createStore);
    programs += played.programs;
    for (const seen of played.seen) {
      calls += seen.calls.length;
      statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1);
    }
    return played.parting === null;
  });
  const { MODEL_PROGRAMS, FAULT_ROUNDS, MODEL_PATH: path, MODEL_SECONDS: most } = process.env;
  const isLong = MODEL_PROGRAMS !== undefined || FAULT_ROUNDS !== undefined;
  const seed = process.env.MODEL_SEED ?? (isLong ? undefined : SEED);
  const details = await fc.check(property, {
    numRuns: seriesFor(count),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path }),
    ...(most !== undefined && { interruptAfterTimeLimit: Number(most) * 1000 }),
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const sessions = [...statuses].map(([status, times]) => `${times} ${status}`).join(', ');
  return {
    failure: details.failed ? await failureOf(details, createStore) : undefined,
    summary: `${programs} programs, ${calls} calls, sessions: ${sessions}; ${seconds} s; seed ${details.seed}`,
  };
}

async function failureOf(
  { seed, counterexamplePath, counterexample }: fc.RunDetails<[Parameters<typeof play>[0]]>,
  createStore: () => ModelStore,
): Promise<string> {
  const again = `to see it again: MODEL_SEED=${seed} MODEL_PATH=${counterexamplePath ?? ''}`;
  const [one] = counterexample ?? [];
  if (!one) return `no program could be made; ${again}`;
  try {
    const { parting } = await play(one, createStore);
    return parting ? `${describeScenario(one, parting)}\n${again}` : `engine and model parted only once; ${again}`;
  } catch (error) {
    throw new Error(`a program could not be played: ${JSON.stringify(one)}; ${again}`, { cause: error });
  }
}
