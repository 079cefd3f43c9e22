import type { Json, JsonObject } from '../json.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import type { Metadata } from '../rule/metadata.ts';

/** The parts of a request that nobody has sent. */
export interface GivenRequest {
  readonly query?: JsonObject | undefined;
  readonly header?: JsonObject | undefined;
  readonly params?: JsonObject | undefined;
  readonly body?: Json | undefined;
}

/** A run that is begun by an operator or by a schedule. */
export interface RunStartRequest {
  readonly trx: string;
  readonly request?: GivenRequest | undefined;
  /** In place of the rule's. */
  readonly queue?: string | undefined;
  readonly priority?: number | undefined;
  readonly delayMs?: number | undefined;
  readonly clientId?: string | undefined;
  /** Noted of it, beside what its rule says. */
  readonly metadata?: Metadata | undefined;
  /** The schedule that begins it, and for which moment, ISO 8601. */
  readonly schedule?: { readonly name: string; readonly at: string } | undefined;
}

/** Begins queued runs of rules. */
export interface StartRuns {
  /**
   * Of a saved rule, by its method and name; parameters in the name are filled from `params`. The same trx again begins nothing.
   * @throws StepgateError 000404, 000405 there is no such rule; 000400 it does not take the request; 000503.
   */
  ofName(method: string, name: string, start: RunStartRequest): Promise<void>;
  /** Of a rule that is saved nowhere. @throws StepgateError as `ofName`. */
  ofRule(rule: CompiledRule, start: RunStartRequest): Promise<void>;
}
