import fc from 'fast-check';
import type { JsonObject } from '../../../src/json.ts';
import type { Crash, Recovery, Series, World } from '../program.ts';
import { restlessSeries, undoesAny, undoingNothing } from './series.ts';

/** Mostly early: most sessions are short. */
const nth = fc.oneof({ weight: 3, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(8) });

const crash: fc.Arbitrary<Crash> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      at: fc.constantFrom('write', 'call'),
      nth,
      side: fc.constantFrom('before', 'after'),
    }),
  },
  { weight: 1, arbitrary: nth.map((answers): Crash => ({ at: 'rest', nth: answers, side: 'after' })) },
);

const plain: Recovery = { data: {}, interruption: null };
const MOST = 3;

/**
 * Series of which every run is kept, sooner or later, and whose processes die; afterwards they are recovered. None of them
 * rests: what becomes of a run that rests in a crash is not the model's to say so far.
 */
export const undoneSeries: fc.Arbitrary<Series> = fc
  .tuple(
    restlessSeries,
    fc.constantFrom('durable', 'durable', 'suspend'),
    fc.array(fc.array(fc.option(crash, { freq: 4 }), { minLength: 1, maxLength: MOST }), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([{ document, worlds, ...rest }, option, crashes]) => ({
    ...rest,
    document: { ...document, rule: { ...withoutRests(document.rule), [option]: true } },
    worlds: worlds.map((world, index) => ({
      ...world,
      recoveries: [...recoveriesOf(world, document.rule), ...Array<Recovery>(MOST).fill(plain)],
      crashes: crashes[index % crashes.length] ?? [],
    })),
  }));

/** The same, of rules that undo nothing. */
export const crashingSeries = undoingNothing(undoneSeries);

/** What an operator changes of a run that is being undone is not the model's to say so far. */
function recoveriesOf({ recoveries }: World, { components }: JsonObject): readonly Recovery[] {
  const undoes = undoesAny(components as unknown as JsonObject[][]);
  return undoes ? recoveries.map((one) => ({ ...one, data: {} })) : recoveries;
}

/** Seconds between two times of `until` from which on a durable run rests. */
const RESTS = 5;

function withoutRests(rule: JsonObject): JsonObject {
  const short = (name: string, value: unknown): unknown =>
    name === 'every' && Number(value) >= RESTS ? RESTS / 10 : value;
  return JSON.parse(JSON.stringify(rule), short) as JsonObject;
}
