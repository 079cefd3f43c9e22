import type { FlowState, LoopState, PartState, Parts } from './part-state.ts';
import type { ComponentLog } from './run-log.ts';

/** A warning of a component inside another one. */
export interface PartWarning {
  readonly component: string;
  readonly message: string;
}

/** A flow or a loop while it is under way, and after it has failed. */
export interface Part {
  /** What a recovery needs of it; undefined: it has not begun. */
  state(): FlowState | LoopState | undefined;
  /** What the run log shows inside its entry. */
  logged(): Pick<ComponentLog, 'layers' | 'items' | 'items_dropped'>;
  warnings(): readonly PartWarning[];
  /** What of it is done, from 0 to 1. */
  readonly fraction: number;
}

/** What is kept of the flows, loops and `until`s of a layer. */
export function partsOf(
  records: readonly { readonly component: { readonly name: string }; kept(): PartState | undefined }[],
): Parts | undefined {
  const entries = records.flatMap((record) => {
    const state = record.kept();
    return state ? [[record.component.name, state] as const] : [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
