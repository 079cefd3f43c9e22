import { layersOf } from '../../../designer/model/document.ts';
import type { DesignerDocument } from '../../../designer/model/document.ts';
import { asObject, asText } from '../../../designer/model/json-value.ts';
import { loggedFailures, loggedNames } from '../../../designer/model/logged-states.ts';
import type { StepLogs } from './component-states.ts';
import type { RunPlace } from './remaining-reads.ts';

/** A component of the layer, and what of it may be chosen to run again, in full: `reserve[3]`, `fulfil/courier`. */
export interface AgainChoice {
  readonly name: string;
  /** What had failed inside it, or is to run again as somebody has said. */
  readonly toRun: readonly string[];
  /** Those of them of which the log says that they failed. */
  readonly failing: ReadonlySet<string>;
  /** The elements of a loop that had succeeded. */
  readonly done: readonly string[];
}

const BY_NUMBER = new Intl.Collator('en', { numeric: true });

/**
 * The components of the layer at which a run stands, each with the elements and inner components that may run again:
 * of those of which parts are kept.
 */
export function againChoices(
  document: DesignerDocument,
  { curStep, errNames }: RunPlace,
  log: StepLogs | undefined,
): AgainChoice[] {
  const layer = layersOf(document)[curStep - 1] ?? [];
  const failures = loggedFailures(log?.step_logs);
  const known = loggedNames(log?.step_logs);
  return layer.map((one) => {
    const name = asText(asObject(one)?.name) ?? '';
    const kept = (errNames ?? []).filter((full) => isInside(full, name));
    // Without any the gateway keeps nothing of what is inside, and would not take their names.
    if (kept.length === 0) return { name, toRun: [], failing: new Set(), done: [] };
    const failing = new Set(failures.filter((full) => isInside(full, name)));
    const toRun = [...new Set([...kept, ...failing])].toSorted(BY_NUMBER.compare);
    return { name, toRun, failing, done: doneElements(name, [...toRun, ...known], toRun) };
  });
}

/** Elements begin in their order: those before one that is known have begun, too. The log does not show all. */
function doneElements(loop: string, known: readonly string[], toRun: readonly string[]): string[] {
  const indexOf = (full: string): number => Number(elementOf(full, loop) ?? -1);
  const others = new Set(toRun.map(indexOf));
  const last = known.reduce((most, full) => Math.max(most, indexOf(full)), -1);
  return Array.from({ length: last + 1 }, (_, index) => index)
    .filter((index) => !others.has(index))
    .map((index) => `${loop}[${index}]`);
}

/** The number of the element of a loop that a full name is of, or is inside of. */
function elementOf(full: string, loop: string): string | undefined {
  if (!full.startsWith(`${loop}[`)) return undefined;
  return full.slice(loop.length + 1, full.indexOf(']', loop.length));
}

/** Which names are ticked. */
export interface Ticked {
  /** Itself, or what is around it. */
  readonly isTicked: (name: string) => boolean;
  /** Itself is not, but some of what is inside of it. */
  readonly isPartly: (name: string) => boolean;
  readonly isNamed: (name: string) => boolean;
}

/** What names tick; with many of them each question is as fast as with few. @param names null: all. */
export function tickedBy(names: readonly string[] | null): Ticked {
  const named = new Set(names);
  const around = new Set((names ?? []).flatMap(namesAround));
  const isTicked = (name: string): boolean =>
    names === null || named.has(name) || namesAround(name).some((one) => named.has(one));
  return {
    isTicked,
    isPartly: (name) => !isTicked(name) && around.has(name),
    isNamed: (name) => named.has(name),
  };
}

/** Of `each[3]/courier` these are `each[3]` and `each`. */
function namesAround(name: string): string[] {
  return [...name.matchAll(/[/[]/g)].map(({ index }) => name.slice(0, index));
}

/** The names with some of them ticked or not. @param names null: all of the layer. */
export function withTicked(
  names: readonly string[] | null,
  choices: readonly AgainChoice[],
  some: readonly string[],
  isOn: boolean,
): string[] {
  const before = names ?? choices.map(({ name }) => name);
  const changed = new Set(some);
  const others = before.filter(
    (one) => !changed.has(one) && !(isOn && namesAround(one).some((around) => changed.has(around))),
  );
  return isOn ? [...others, ...some] : others;
}

/** What a filter finds of names: numbers of elements and ranges of them, `3, 10-20`, or a part of the name. */
export function found(names: readonly string[], loop: string, query: string): readonly string[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return names;
  const ranges = wanted.split(/[\s,]+/).map((one) => /^(\d+)(?:[-–](\d+))?$/.exec(one));
  if (!ranges.every((range) => range !== null)) return names.filter((name) => name.toLowerCase().includes(wanted));
  return names.filter((name) => {
    const index = Number(elementOf(name, loop) ?? NaN);
    return ranges.some(([, from, to = from]) => index >= Number(from) && index <= Number(to));
  });
}

function isInside(name: string, around: string): boolean {
  return name.startsWith(`${around}/`) || name.startsWith(`${around}[`);
}
