import fc from 'fast-check';
import type { JsonObject } from '../../../src/json.ts';
import type { Series, World } from '../program.ts';
import { undoes } from '../reference/left.ts';
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
    worlds: worlds.map((world) => withoutUndoing(worldOf(world, sites), itsRule)),
  }));

/** Only a run of a rule that undoes something can be given up so. */
function withoutUndoing(world: World, { components }: JsonObject): World {
  if (undoesAny(components as unknown as JsonObject[][])) return world;
  return { ...world, recoveries: world.recoveries.filter(({ instead }) => instead !== 'compensate') };
}

function undoesAny(layers: readonly (readonly JsonObject[])[]): boolean {
  return layers.flat().some(undoes);
}
