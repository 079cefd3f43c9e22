import type { Wait, WaitKind, WaitRepository, WaitStatus } from '../engine/wait-port.ts';
import type { Page, PagePosition } from './result-page.ts';

/** Of the waits of kept runs. */
export interface WaitFilter {
  readonly trx?: string;
  readonly kind?: WaitKind;
  /** Of the rule. */
  readonly name?: string;
  readonly status?: WaitStatus;
}

/** A wait as lists show it: what it was completed with is the run's. */
export type WaitHead = Omit<Wait, 'completion' | 'key'> & { readonly by: string | null };

/** The waits of kept runs. */
export interface WaitStore extends WaitRepository {
  /** Newest first. */
  page(filter: WaitFilter, place: PagePosition): Promise<Page<WaitHead>>;
}
