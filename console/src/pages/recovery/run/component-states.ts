import type { ComponentState } from '../../../designer/drawing/component-state.ts';
import { layersOf, positionIn } from '../../../designer/model/document.ts';
import type { DesignerDocument } from '../../../designer/model/document.ts';
import { allLists, flowsAround, fullNameOf, withoutElements } from '../../../designer/model/flows.ts';
import { loggedStates } from '../../../designer/model/logged-states.ts';
import { isToRun } from './remaining-reads.ts';
import type { RunPlace } from './remaining-reads.ts';

/** What is read of a run's log. */
export interface StepLogs {
  readonly step_logs?: unknown;
}

/**
 * How each component of a run stands, by its full name.
 * @param log of the run; missing, as of a rule without `record`: what had run counts as done.
 */
export function componentStates(
  document: DesignerDocument,
  run: RunPlace & { readonly status: string; readonly errComponent: string | null },
  log: StepLogs | undefined,
): ReadonlyMap<string, ComponentState> {
  const logged = loggedStates(log?.step_logs);
  const failed = withoutElements(run.errComponent ?? '');
  const named = allLists(document).flatMap((list) => componentsOf(document, list));
  return new Map(named.map(({ layer, name }) => [name, stateOf(layer, name)]));

  function stateOf(layer: number, name: string): ComponentState {
    const was = logged.get(name);
    if (run.status !== 'suspended' && run.status !== 'recovering') return was ?? 'waiting';
    if (!isToRun(run, layer, name)) return was ?? 'success';
    if (layer !== run.curStep - 1) return 'waiting';
    if (run.status === 'recovering') return 'running';
    const isFailed = was === 'failed' || (was === undefined && name === failed);
    return isFailed ? 'failed' : 'waiting';
  }
}

/** The components of some layers, each with the rule's own layer that it is in, from 0. */
function componentsOf(document: DesignerDocument, list: string): { readonly layer: number; readonly name: string }[] {
  const [outermost] = flowsAround(list);
  return layersOf(document, list).flatMap((components, layer) =>
    components.map((_, at) => ({
      layer: outermost?.layer ?? layer,
      name: fullNameOf(document, positionIn(list, { layer, at })),
    })),
  );
}
