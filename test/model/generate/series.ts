import fc from 'fast-check';
import type { JsonObject } from '../../../src/json.ts';
import type { Series, World } from '../program.ts';
import { undoes } from '../reference/left.ts';
import { callingRules } from './called.ts';
import { waiting } from './flow.ts';
import { ruleOf } from './rule.ts';
import { worldDraft, worldOf } from './world.ts';

const MOST_WORLDS = 3;

/** How many series it takes for so many programs; with a margin, because their lengths are random. */
export function seriesFor(programs: number): number {
  return Math.ceil((programs / ((1 + MOST_WORLDS) / 2)) * 1.03) + 10;
}

/** A random rule in random worlds. @param rule that does not wait, or that may. */
const seriesOf = (rule: ReturnType<typeof ruleOf>): fc.Arbitrary<Series> =>
  fc
    .tuple(rule, fc.array(worldDraft, { minLength: 1, maxLength: MOST_WORLDS, size: 'max' }))
    .map(([{ rule: itsRule, sites, rules }, worlds]) => ({
      document: { name: 'model/:id', method: 'ANY', rule: itsRule },
      rules,
      worlds: worlds.map((world) => withoutUndoing(worldOf(world, sites), itsRule)),
    }));

/** Only a run of a rule that undoes something can be given up so. */
function withoutUndoing(world: World, { components }: JsonObject): World {
  if (undoesAny(components as unknown as JsonObject[][])) return world;
  const { recoveries, arrivals = [] } = world;
  return {
    ...world,
    recoveries: recoveries.filter(({ instead }) => instead !== 'compensate'),
    arrivals: arrivals.filter(({ kind }) => kind !== 'compensate'),
  };
}

/** Whether something in some layers is undone. */
export function undoesAny(layers: readonly (readonly JsonObject[])[]): boolean {
  return layers.flat().some(undoes);
}

/** Runs that wait for nothing, but for the next time of `until`. */
export const restlessSeries = seriesOf(ruleOf());

/** Runs that run other rules. */
export const callingSeries = seriesOf(ruleOf(callingRules(2)));

/** Runs that run other rules, most of which are kept. */
export const keptCallingSeries = seriesOf(ruleOf(callingRules(2, undefined, 'kept')));

/** Runs that run other rules, which wait for callbacks, approvals and times. */
export const waitingCallingSeries = seriesOf(ruleOf(callingRules(2, undefined, 'waiting')));

/** Runs that wait for callbacks, approvals and times. */
export const waitingSeries = seriesOf(ruleOf(waiting));

export const series: fc.Arbitrary<Series> = fc.oneof(
  { weight: 2, arbitrary: restlessSeries },
  { weight: 1, arbitrary: waitingSeries },
);

/** The same, of rules without `compensate`. */
export function undoingNothing(all: fc.Arbitrary<Series>): fc.Arbitrary<Series> {
  return all.map(({ document, worlds, ...rest }) => {
    const rule = without(document.rule, 'compensate');
    return { ...rest, document: { ...document, rule }, worlds: worlds.map((world) => withoutUndoing(world, rule)) };
  });
}

function without(rule: JsonObject, field: string): JsonObject {
  return JSON.parse(JSON.stringify(rule, (name, value: unknown) => (name === field ? undefined : value))) as JsonObject;
}
