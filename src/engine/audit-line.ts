import type { Json } from '../json.ts';

/** Who does something: from the caller's identity, never from a body. */
export interface Operator {
  readonly id: number;
  readonly name: string;
  /** Remote address. */
  readonly ip: string;
}

/** An entry of the audit log that is to be. */
export interface AuditLine {
  readonly operator: Operator;
  /** `suspend.edit`, `suspend.recover`, `run.cancel`. */
  readonly action: string;
  /** The trx. */
  readonly target: string;
  readonly before: Json;
  readonly after: Json;
}
