import { layersOf } from '../../../designer/model/document.ts';
import type { DesignerDocument } from '../../../designer/model/document.ts';
import { asObject, asText } from '../../../designer/model/json-value.ts';
import { loggedFailures } from '../../../designer/model/logged-states.ts';
import type { StepLogs } from './component-states.ts';
import type { RunPlace } from './remaining-reads.ts';

/** What may be chosen to run again. */
export interface AgainChoice {
  /** In full: `coupon`, `reserve[3]`, `fulfil/courier`. */
  readonly name: string;
  /** It is an element or an inner component of the one before it that is none. */
  readonly isInside: boolean;
}

/**
 * The components of the layer at which a run stands; below those of which parts are kept, the elements and inner
 * components that had failed.
 */
export function againChoices(
  document: DesignerDocument,
  { curStep, errNames }: RunPlace,
  log: StepLogs | undefined,
): AgainChoice[] {
  const layer = layersOf(document)[curStep - 1] ?? [];
  const names = layer.map((one) => asText(asObject(one)?.name) ?? '');
  const failed = loggedFailures(log?.step_logs);
  return names.flatMap((name) => {
    const kept = (errNames ?? []).filter((one) => isInside(one, name));
    // Without any the gateway keeps nothing of what is inside, and would not take their names.
    const inside = kept.length === 0 ? [] : [...new Set([...kept, ...failed.filter((one) => isInside(one, name))])];
    const sorted = inside.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    return [{ name, isInside: false }, ...sorted.map((one) => ({ name: one, isInside: true }))];
  });
}

/** Which of the choices are ticked: those that are named, and what is inside of them. */
export function isTicked(name: string, names: readonly string[] | null): boolean {
  return names === null || names.some((one) => one === name || isInside(name, one));
}

/** Whether only some of what is inside of a choice is ticked. */
export function isPartly(name: string, names: readonly string[] | null): boolean {
  return !isTicked(name, names) && (names ?? []).some((one) => isInside(one, name));
}

/** The names with a choice ticked or not. @param names null: all. */
export function withTicked(
  names: readonly string[] | null,
  choices: readonly AgainChoice[],
  name: string,
  isOn: boolean,
): string[] {
  const before = names ?? choices.filter((one) => !one.isInside).map((one) => one.name);
  const others = before.filter((one) => one !== name && !(isOn && isInside(one, name)));
  return isOn ? [...others, name] : others;
}

function isInside(name: string, around: string): boolean {
  return name.startsWith(`${around}/`) || name.startsWith(`${around}[`);
}
