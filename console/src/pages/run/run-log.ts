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

/** The elements of a loop that the log has, each like a component. */
export function loopItems({ items = [] }: ComponentLog): readonly ComponentLog[] {
  return items as unknown as readonly ComponentLog[];
}
