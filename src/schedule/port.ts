import type { Json, JsonObject } from '../json.ts';

/** What a run that a schedule begins is asked for. */
export interface StartRequest {
  readonly query?: JsonObject;
  readonly header?: JsonObject;
  /** Fill the parameters of the rule's name. */
  readonly params?: JsonObject;
  readonly body?: Json;
}

/** A run to be begun. */
export interface RunToStart {
  readonly trx: string;
  readonly method: string;
  readonly name: string;
  readonly request: StartRequest;
  readonly queue?: string;
  /** `at`: the due moment, as it is answered. */
  readonly schedule?: { readonly name: string; readonly at: string };
}

/**
 * Begins a queued run of a saved rule. Idempotent: the same trx again begins nothing.
 * @throws StepgateError the rule is unknown (000404), the request does not pass its checks (000400), the database is away
 * (000503).
 */
export type StartRun = (start: RunToStart) => Promise<void>;
