import fc from 'fast-check';
import type { Series } from '../program.ts';
import { rule } from './rule.ts';
import { worldDraft, worldOf } from './world.ts';

const MOST_WORLDS = 3;

/** How many series it takes for so many programs; with a margin, because their lengths are random. */
export function seriesFor(programs: number): number {
  return Math.ceil((programs / ((1 + MOST_WORLDS) / 2)) * 1.03) + 10;
}

/** A random rule in random worlds. */
export const series: fc.Arbitrary<Series> = fc
  .tuple(rule, fc.array(worldDraft, { minLength: 1, maxLength: MOST_WORLDS, size: 'max' }))
  .map(([{ rule: itsRule, sites }, worlds]) => ({
    document: { name: 'model/:id', method: 'ANY', rule: itsRule },
    worlds: worlds.map((world) => worldOf(world, sites)),
  }));
