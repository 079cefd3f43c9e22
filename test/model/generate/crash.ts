import fc from 'fast-check';
import type { Crash, Recovery, Series } from '../program.ts';
import { keptCallingSeries, series, undoingNothing } from './series.ts';

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

/** Series of which every run is kept, sooner or later, and whose processes die; afterwards they are recovered. */
const dying = (all: fc.Arbitrary<Series>): fc.Arbitrary<Series> =>
  fc
    .tuple(
      all,
      fc.constantFrom('durable', 'durable', 'suspend'),
      fc.array(fc.array(fc.option(crash, { freq: 4 }), { minLength: 1, maxLength: MOST }), {
        minLength: 1,
        maxLength: 3,
      }),
    )
    .map(([{ document, worlds, ...rest }, option, crashes]) => ({
      ...rest,
      document: { ...document, rule: { ...document.rule, [option]: true } },
      worlds: worlds.map((world, index) => ({
        ...world,
        recoveries: [...world.recoveries, ...Array<Recovery>(MOST).fill(plain)],
        crashes: crashes[index % crashes.length] ?? [],
      })),
    }));

/** Of rules that may be undone. */
export const undoneSeries = dying(series);

/** Of rules that undo nothing. */
export const crashingSeries = undoingNothing(undoneSeries);

/** Of rules that run others. */
export const callingCrashSeries = dying(keptCallingSeries);
