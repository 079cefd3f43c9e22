import type { Json } from '../json.ts';
import type { WaitKind, WaitRole } from '../rule/compiled.ts';
import type { AuditLine, Operator } from './port.ts';

export type { WaitKind, WaitRole } from '../rule/compiled.ts';

/** Where a wait stands: `rejected` is an approval that was refused, `passed` nobody came in time, or the run has ended. */
export const WAIT_STATUSES = ['waiting', 'done', 'rejected', 'passed'] as const;
export type WaitStatus = (typeof WAIT_STATUSES)[number];

/** A wait of a run, as it begins. */
export interface NewWait {
  readonly trx: string;
  /** Names it within its run: `2-pay`, `1-each[3]/2-pay`. */
  readonly key: string;
  /** In full: `each[3]/pay`. */
  readonly component: string;
  /** Of the rule. */
  readonly method: string;
  readonly name: string;
  readonly kind: WaitKind;
  /** Of an approval. */
  readonly title: string | null;
  readonly roles: readonly WaitRole[];
  /** Epoch milliseconds. Null: it has not been reached, and was called back before. */
  readonly since: number | null;
  readonly until: number | null;
}

/** A wait of a run, with what has become of it. */
export interface Wait extends NewWait {
  readonly id: number;
  readonly status: WaitStatus;
  /** What completed it; null: nothing as yet. */
  readonly completion: Completion | null;
}

/** What ends a wait. */
export interface Completion {
  readonly status: 'done' | 'rejected';
  /** The component's output. */
  readonly output: Json;
  /** Who did it; null: a callback. */
  readonly by: string | null;
}

/** The waits of kept runs. Every change is one compare-and-set on the status. */
export interface WaitRepository {
  of(trx: string): Promise<readonly Wait[]>;
  get(trx: string, key: string): Promise<Wait | undefined>;
  /** Begins to wait, anew where the time had passed; gives the wait as it is then: it may have been called back before. */
  open(wait: NewWait): Promise<Wait>;
  /** waiting → passed; false: it waits no more. */
  pass(trx: string, key: string): Promise<boolean>;
  /**
   * waiting, or not there → done or rejected; a run that rests is due at once. `audit` is written with it.
   * False: it waits no more.
   */
  complete(wait: NewWait, completion: Completion, audit?: AuditLine): Promise<boolean>;
}

/** What a person completes a wait with. */
export interface GivenToWait {
  readonly approved?: boolean;
  readonly comment?: string;
  readonly form?: Json;
  readonly data?: Json;
}

/** Where what runs wait for comes in. */
export interface WaitDesk {
  /**
   * A callback has come. @param body reads it, once it is known that it is waited for; throws where it is no JSON.
   * @throws StepgateError 000404 nothing waits for it, or not any more; 000409 it has come before; 000400 the rule takes
   * no such body.
   */
  calledBack(trx: string, key: string, body: () => Promise<Json>): Promise<void>;
  /**
   * A person completes a wait.
   * @param component in full. @param by the person. @param refuse throws where the person may not.
   * @throws StepgateError 000404, 000409, 000400.
   */
  complete(
    trx: string,
    component: string,
    given: GivenToWait,
    by: { readonly username: string; readonly operator: Operator },
    refuse: (wait: Wait) => void,
  ): Promise<void>;
}
