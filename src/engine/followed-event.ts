import type { RunStatus } from './run-status.ts';

/** How far a run is, counted by the components of the rule's own layers. */
export interface RunProgress {
  readonly percentage: number;
  readonly total_steps: number;
  readonly completed_steps: number;
  readonly failed_steps: number;
  readonly skipped_steps: number;
  /** What is under way, or rests: `layer-2/coupon`. */
  readonly current: readonly string[];
  readonly message: string | null;
}

export type ComponentStatus = 'running' | 'success' | 'failed' | 'skipped';

/** What whoever follows a run is told; no values of the run but what a script says of its progress. */
export type FollowedEvent =
  | { readonly event: 'status'; readonly data: { readonly status: RunStatus } }
  | {
      readonly event: 'layer';
      readonly data: { readonly layer: number; readonly status: 'running' | 'success' | 'failed' };
    }
  | {
      readonly event: 'component';
      /** `name`: in full; `ms`: null while it runs. */
      readonly data: { readonly name: string; readonly status: ComponentStatus; readonly ms: number | null };
    }
  | { readonly event: 'progress'; readonly data: RunProgress }
  | { readonly event: 'end'; readonly data: { readonly status: RunStatus } };

/** Where in the events of a run: the epoch of its row, which each process that takes it raises, and a number from 1. */
export interface EventPlace {
  readonly epoch: number;
  readonly seq: number;
}

export interface PlacedEvent extends EventPlace {
  readonly event: FollowedEvent;
}

export function isAfter(one: EventPlace, other: EventPlace): boolean {
  return one.epoch > other.epoch || (one.epoch === other.epoch && one.seq > other.seq);
}
