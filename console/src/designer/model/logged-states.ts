import type { ComponentState } from '../drawing/component-state.ts';
import { withoutElements } from './flows.ts';
import type { Json } from './rule-language.ts';

/** What is read of a component in a run's log. */
interface LoggedComponent {
  /** The full name. */
  readonly name: string;
  readonly error?: unknown;
  readonly is_skip?: boolean;
  readonly is_cache?: boolean;
  /** The run waits at it. */
  readonly is_resting?: boolean;
  /** What has undone it, or was to. */
  readonly compensation?: unknown;
  readonly output?: Json;
  readonly request_logs?: readonly unknown[];
  readonly layers?: readonly LoggedLayer[];
  readonly items?: readonly LoggedComponent[];
}

/** What is read of a layer. */
interface LoggedLayer {
  readonly component_logs?: readonly LoggedComponent[];
}

/** How a component went, by its log. @param isOver nothing is waited for any more: the run has ended, or is given up. */
export function loggedState(
  {
    error,
    is_skip: isSkipped,
    is_cache: isCached,
    is_resting: isResting,
  }: Pick<LoggedComponent, 'error' | 'is_skip' | 'is_cache' | 'is_resting'>,
  isOver = false,
): ComponentState {
  if (isResting === true) return isOver ? 'cancelled' : 'waiting';
  if (isSkipped === true) return 'skipped';
  if (error !== null && error !== undefined) return codeOf(error) === CANCELLED ? 'cancelled' : 'failed';
  return isCached === true ? 'cached' : 'success';
}

const CANCELLED = '110010';

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}

/**
 * How each component stands after its last attempt, or after it was undone, by its full name, those inside flows too. One that ran in several
 * elements of a loop has failed where one of them has. @param layers `step_logs` of a run's log.
 * @param isOver nothing is waited for any more: the run has ended, or is given up.
 */
export function loggedStates(layers: unknown, isOver = false): Map<string, ComponentState> {
  const each = new Map(componentsIn(layers).map((one) => [one.name, stateAfter(one, isOver)]));
  const states = new Map<string, ComponentState>();
  for (const [full, state] of each) {
    const name = withoutElements(full);
    if (states.get(name) !== 'failed') states.set(name, state);
  }
  return states;
}

/** Undone, where something has undone it; of a loop, one of its elements. */
function stateAfter(log: LoggedComponent, isOver: boolean): ComponentState {
  return isUndone(log) ? 'undone' : loggedState(log, isOver);
}

function isUndone({ compensation, items = [] }: LoggedComponent): boolean {
  const undo = compensation as LoggedComponent | undefined;
  return (undo !== undefined && loggedState(undo) === 'success') || items.some(isUndone);
}

/** What has failed in its last attempt, in full, elements of loops too: `each[3]/courier`; not what is around it. */
export function loggedFailures(layers: unknown): string[] {
  const logs = ((layers ?? []) as readonly LoggedLayer[]).flatMap(({ component_logs: of = [] }) => of);
  return [...new Map(logs.map((log) => [log.name, log])).values()].flatMap(failuresIn);
}

/** The names of what a log has, in full, elements of loops too; what is inside those is not among them. */
export function loggedNames(layers: unknown): string[] {
  const logs = ((layers ?? []) as readonly LoggedLayer[]).flatMap(({ component_logs: of = [] }) => of);
  return logs.flatMap((log) => [log.name, ...(log.items ?? []).map(({ name }) => name)]);
}

function failuresIn(log: LoggedComponent): string[] {
  if (loggedState(log) !== 'failed') return [];
  const inside = [...loggedFailures(log.layers), ...(log.items ?? []).flatMap(failuresIn)];
  return inside.length > 0 ? inside : [log.name];
}

/** All components, but no elements of loops: those are the loop's. @param layers `step_logs` of a run's log. */
export function componentsIn(layers: unknown): LoggedComponent[] {
  const all = (layers ?? []) as readonly LoggedLayer[];
  return all.flatMap(({ component_logs: logs = [] }) => logs.flatMap((log) => [log, ...componentsInside(log)]));
}

function componentsInside({ layers = [], items = [] }: LoggedComponent): LoggedComponent[] {
  return [...componentsIn(layers), ...items.flatMap(componentsInside)];
}
