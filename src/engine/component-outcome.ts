import type { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';

/** How a component of a layer ended. */
export type ComponentOutcome =
  | { readonly kind: 'skipped' }
  | { readonly kind: 'value'; readonly output: Json }
  | { readonly kind: 'failed'; readonly error: StepgateError }
  /** `ctx.suspend`: to be run again when the run is recovered. */
  | { readonly kind: 'suspend'; readonly error: StepgateError }
  /** The run of another rule is suspended: to be run again when that has succeeded, or this run is recovered. */
  | { readonly kind: 'child'; readonly error: StepgateError }
  /** It rests, and is run again at `dueAt` (epoch milliseconds), or when somebody wakes the run. */
  | { readonly kind: 'parked'; readonly dueAt: number | null }
  /** `ctx.break`. */
  | { readonly kind: 'break'; readonly error: StepgateError };
