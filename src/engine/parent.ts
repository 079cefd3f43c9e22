import type { ParentLog } from './run-log.ts';

/** The run that called another one. */
export interface Parent extends ParentLog {
  /** Of the component: names the call within that run. */
  readonly key: string;
  /** How many runs are in the chain that ends with that run. */
  readonly depth: number;
}
