import type { ComponentState } from '../drawing/component-state.ts';
import { withoutElements } from './flows.ts';

/** What is read of a component in a run's log. */
interface LoggedComponent {
  /** The full name. */
  readonly name: string;
  readonly error?: unknown;
  readonly is_skip?: boolean;
  readonly is_cache?: boolean;
  readonly layers?: readonly LoggedLayer[];
  readonly items?: readonly LoggedComponent[];
}

/** What is read of a layer. */
interface LoggedLayer {
  readonly component_logs?: readonly LoggedComponent[];
}

/** How a component went, by its log. */
export function loggedState({
  error,
  is_skip: isSkipped,
  is_cache: isCached,
}: Pick<LoggedComponent, 'error' | 'is_skip' | 'is_cache'>): ComponentState {
  if (isSkipped === true) return 'skipped';
  if (error !== null && error !== undefined) return codeOf(error) === CANCELLED ? 'cancelled' : 'failed';
  return isCached === true ? 'cached' : 'success';
}

const CANCELLED = '110010';

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}

/**
 * How each component stands after its last attempt, by its full name, those inside flows too. One that ran in several
 * elements of a loop has failed where one of them has. @param layers `step_logs` of a run's log.
 */
export function loggedStates(layers: unknown): Map<string, ComponentState> {
  const each = new Map(
    componentsIn((layers ?? []) as readonly LoggedLayer[]).map((one) => [one.name, loggedState(one)]),
  );
  const states = new Map<string, ComponentState>();
  for (const [full, state] of each) {
    const name = withoutElements(full);
    if (states.get(name) !== 'failed') states.set(name, state);
  }
  return states;
}

/** All components, but no elements of loops: those are the loop's. */
function componentsIn(layers: readonly LoggedLayer[]): LoggedComponent[] {
  return layers.flatMap(({ component_logs: logs = [] }) => logs.flatMap((log) => [log, ...componentsInside(log)]));
}

function componentsInside({ layers = [], items = [] }: LoggedComponent): LoggedComponent[] {
  return [...componentsIn(layers), ...items.flatMap(componentsInside)];
}
