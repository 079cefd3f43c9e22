import type { ComponentState } from '../../designer/drawing/component-state.ts';
import type { RunFacts } from './run-facts.ts';
import { isAtRest, statusOf } from './run-facts.ts';
import { statesOf } from './timeline.ts';

interface NamedComponent {
  readonly name?: unknown;
}

/** The names of a rule's components, layer by layer. */
export function namesOf(rule: unknown): readonly (readonly string[])[] {
  const layers = (rule as { readonly components?: unknown } | null | undefined)?.components;
  if (!Array.isArray(layers)) return [];
  return layers.map((layer: unknown) =>
    (Array.isArray(layer) ? layer : [layer]).flatMap((component: NamedComponent | null) =>
      typeof component?.name === 'string' ? [component.name] : [],
    ),
  );
}

/** How each component of the rule stands: by the log, and where the run is now. What it did not reach has no state. */
export function cardStates(facts: RunFacts, rule: unknown): Map<string, ComponentState> {
  const states = facts.log ? statesOf(facts.log) : new Map<string, ComponentState>();
  const now = nowAt(facts);
  if (now === undefined) return states;
  for (const [index, names] of namesOf(rule).entries()) {
    for (const name of names) {
      const state = stateAt(index + 1, name, now, states.get(name));
      if (state !== undefined) states.set(name, state);
    }
  }
  return states;
}

interface Now {
  readonly layer: number;
  readonly isRunning: boolean;
  /** Of the layer; null: all of them. */
  readonly pending: readonly string[] | null;
  /** At which a suspended run broke. */
  readonly failed: string | null;
}

function nowAt(facts: RunFacts): Now | undefined {
  const status = statusOf(facts);
  const { live, kept } = facts;
  const layer = live?.cur_step ?? kept?.cur_step;
  if (layer === undefined) return undefined;
  const pending = status === 'running' ? null : (kept?.err_names ?? null);
  if (status === 'running' || status === 'recovering') return { layer, isRunning: true, pending, failed: null };
  const failed = status === 'suspended' ? (kept?.err_component ?? null) : null;
  return status !== undefined && isAtRest(status) ? { layer, isRunning: false, pending, failed } : undefined;
}

function stateAt(layer: number, name: string, now: Now, known: ComponentState | undefined): ComponentState | undefined {
  if (layer < now.layer) return known ?? 'success';
  if (layer > now.layer) return 'waiting';
  const isPending = now.pending === null || now.pending.includes(name);
  if (!isPending) return known ?? 'success';
  // Without `record` there is no log that says it.
  return now.isRunning ? 'running' : (known ?? (name === now.failed ? 'failed' : 'waiting'));
}
