import type { ErrorDetail } from '../error.ts';
import type { Json } from '../json.ts';
import type { Template } from './template-types.ts';

/** What a `wait` waits for. */
export const WAIT_KINDS = ['callback', 'approval', 'time'] as const;
export type WaitKind = (typeof WAIT_KINDS)[number];

/** Who may complete a wait; each may also do what those before it may. */
export const WAIT_ROLES = ['viewer', 'operator', 'developer', 'admin'] as const;
export type WaitRole = (typeof WAIT_ROLES)[number];

/** A value that was checked by field rules: converted, or what is wrong with it. */
export type ValueCheck =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly errors: readonly ErrorDetail[] };

/** The run rests until somebody calls back, approves, or a time has come. */
export interface WaitCall {
  readonly type: 'wait';
  readonly for: WaitKind;
  /** Of an approval. */
  readonly title: Template | undefined;
  readonly roles: readonly WaitRole[];
  /** The run goes on where it is not approved. */
  readonly goesOnRejected: boolean;
  /** Of a wait for a time; `seconds` from when it is reached. */
  readonly time: { readonly unit: 'seconds' | 'at'; readonly value: Template } | undefined;
  /** Checks the body of a callback, or an approval's form. @param path of the value in errors: `request.body`. */
  readonly check: (value: Json, path: string) => ValueCheck | Promise<ValueCheck>;
}
