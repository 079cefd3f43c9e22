import type { Wait, WaitKind, WaitRepository, WaitStatus } from '../engine/wait-port.ts';
import type { Metadata } from '../engine/port.ts';
import type { Page, PagePosition } from './result-page.ts';

/** Of the waits of kept runs. */
export interface WaitFilter {
  readonly trx?: string;
  readonly kind?: WaitKind;
  /** Of the rule. */
  readonly name?: string;
  readonly status?: WaitStatus;
  /** All of these are noted of the run. */
  readonly metadata?: Metadata;
}

/** A wait as lists show it: what it was completed with is the run's. */
export type WaitHead = Omit<Wait, 'completion' | 'key'> & {
  readonly by: string | null;
  /** What is noted of the run, in lists. */
  readonly metadata?: Metadata;
};

/** The waits of kept runs. */
export interface WaitStore extends WaitRepository {
  /** Newest first. */
  page(filter: WaitFilter, place: PagePosition): Promise<Page<WaitHead>>;
}
