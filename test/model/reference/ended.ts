import { catalogue } from '../../../src/error.ts';
import type { Json, JsonObject } from '../../../src/json.ts';
import type { SeenCall } from '../observation.ts';
import type { Ignored } from './ignored.ts';
import type { Attempted } from './left.ts';
import type { Ran } from './ran.ts';
import type { ExpectedSubRun } from './sub-run.ts';

/** A failure; an undefined message is the engine's to word. */
export interface Failure {
  readonly code: string;
  /** HTTP status of an answer made of it. */
  readonly status: number;
  readonly retryable: boolean;
  readonly message: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** What was called may have done it all the same. */
  readonly uncertain?: boolean;
}

export type Outcome =
  | { readonly kind: 'skipped' }
  | { readonly kind: 'value'; readonly output: Json }
  /** `child`: the run of another rule is suspended. */
  | { readonly kind: 'failed' | 'suspend' | 'child' | 'break'; readonly failure: Failure }
  /** It rests, until then at the latest (epoch milliseconds). */
  | { readonly kind: 'parked'; readonly dueAt: number | null };

/** The parsed body of an answer, its status and its header; of a script its return value. */
export interface Result {
  readonly body: Json;
  readonly status?: number;
  readonly header?: Readonly<Record<string, string>>;
}

/** A result that is kept, and the answer that brought it. */
export interface Cached {
  readonly result: Result;
  readonly settledBy: Settling;
}

/** Which answer ended a component: `<site>#<n>`, the n-th of a site; null: it waited for none. */
export type Settling = string | null;

/** A wait before the next attempt: what the upstream asked for, or at most so long. */
export type Wait = { readonly exactMs: number } | { readonly mostMs: number };

export interface Made {
  readonly call: SeenCall;
  readonly wait: Wait | null;
  /** Inside a component: whether it was made for certain. */
  readonly certain?: boolean;
  /** The time of `until` that made it. */
  readonly times?: number;
  /** Of the call of another rule. */
  readonly sub?: ExpectedSubRun;
}

/** One component, run to its end. */
export interface Ended {
  readonly component: JsonObject;
  readonly name: string;
  readonly outcome: Outcome;
  readonly calls: readonly Made[];
  /** Statuses of its HTTP calls; null: no answer. */
  readonly statuses: readonly (number | null)[];
  readonly settledBy: Settling;
  readonly retries: number;
  /** Its calls, as far as they say what it may have done. */
  readonly attempts: readonly Attempted[];
  readonly errorCode: string | null;
  /** The failure that was passed over. */
  readonly ignored: Ignored | null;
  /** Whether its result came out of the cache. */
  readonly cached: boolean;
  /** What it would put into the cache: only if it settles. */
  readonly keep: { readonly key: string; readonly result: Result } | null;
  /** What it gave to `ctx.response`, with the answer that let it: the n-th of its site. */
  readonly responds: { readonly value: Json; readonly by: string } | null;
  /** Of one that has others inside it, or elements: how it goes on its own, and up to a moment. */
  readonly composite?: { readonly whole: Ran; readonly upTo: (cut: number) => Ran };
}

/** A failure of the catalogue. */
export function failure(code: keyof typeof catalogue, more: Partial<Failure> = {}): Failure {
  return { code, status: catalogue[code].status, retryable: false, message: undefined, ...more };
}

/** That of a component whose run has ended, or is suspended. */
export function childFailure(
  { failure: of }: { readonly failure: { readonly code: string } | null },
  trx: string,
): Failure {
  const code = of?.code ?? '';
  const status = Object.hasOwn(catalogue, code) ? catalogue[code as keyof typeof catalogue].status : 500;
  return { code, status, retryable: false, message: trx };
}
