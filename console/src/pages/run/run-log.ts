import type { DataOf } from '../../api/api-types.ts';

/** The log of a run, and its parts. */
export type RunLog = DataOf<'get', '/run_log'>;
export type LayerLog = RunLog['step_logs'][number];
export type ComponentLog = LayerLog['component_logs'][number];
export type RequestLog = ComponentLog['request_logs'][number];
export type LoggedError = NonNullable<RunLog['error']>;
export type LoggedRequest = NonNullable<RunLog['request']>;

export type StepLog = ComponentLog['steps'][number];

/** The layers of a flow that ran. The types of the REST API do not say that they are like those of the run. */
export function innerLayers({ layers = [] }: ComponentLog): readonly LayerLog[] {
  return layers as unknown as readonly LayerLog[];
}

/** What has undone a component, or was to; undefined: it is not undone. */
export function undoOf({ compensation }: ComponentLog): ComponentLog | undefined {
  return compensation as unknown as ComponentLog | undefined;
}

/** All that is inside a component: of a flow its components, of a loop its elements. */
export function insideOf(log: ComponentLog): readonly ComponentLog[] {
  return [...innerLayers(log).flatMap(({ component_logs: logs }) => logs), ...loopItems(log)];
}

/** The elements of a loop that the log has, each like a component. */
export function loopItems({ items = [] }: ComponentLog): readonly ComponentLog[] {
  return items as unknown as readonly ComponentLog[];
}
