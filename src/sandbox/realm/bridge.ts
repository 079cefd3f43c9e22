/**
 * These modules run inside an isolate, beside the scripts: no Node API, only the language. All built-ins they use are
 * frozen before the first script runs, so no script can change what they do; whatever a script hands in is hostile.
 * Everything a script can reach is made anew for its call, or frozen: no object survives a call.
 */

/** What the process around the isolate does for it. Results are `+` and JSON, or `-` and an ErrorText. */
export interface Bridge {
  /** Tells, and does not wait. */
  emit(op: 'end' | 'dropped' | 'log' | 'call' | 'warning', id: number, ...fields: (string | number)[]): void;
  /** Blocks this isolate until the gateway has answered; empty: the call was ended meanwhile. */
  callSync(id: number, method: string, args: string): string;
  /** Computed at once in the sandbox process: what needs neither keys nor state. */
  local(method: string, args: string): string;
}

/** A call of this realm. Its `ctx` works until `ended`. */
export interface Call {
  readonly id: number;
  readonly plain: boolean;
  readonly trx: string;
  readonly logId: string;
  readonly sourceMap: readonly MappedInsertion[];
  readonly bridge: Bridge;
  /** The outcome is settled: whatever the script still does has no effect. */
  ended: boolean;
  requests: number;
  requestsOpen: number;
  logLines: number;
  logsDropped: number;
  /** Names given to `ctx.step`. */
  readonly steps: Set<string>;
  /** The step whose `fn` is at work now: requests are made by it, and steps begun by it lie in it. */
  step: Step | undefined;
  /** Requests and steps whose promises have not settled. */
  readonly underWay: Set<UnderWay>;
  /** What waits for an answer, by sequence number. */
  readonly waiting: Map<number, Waiting>;
  sequence: number;
}

/** Text that the source does not have was put into a line of it: where, from 1, and how long it is. */
export type MappedInsertion = readonly [line: number, column: number, length: number];

/** What a script has begun with `ctx.request` or `ctx.step`. */
export interface UnderWay {
  /** The method and what tells it from others. */
  readonly what: string;
  /** Its stack has the line of the script that began it. */
  readonly site: Error;
  /** The step that began it. */
  readonly parent: Step | undefined;
}

export interface Step extends UnderWay {
  /** As JSON. */
  readonly name: string;
  /** `fn` has come to its end. */
  settled: boolean;
}

export interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly site: Error | undefined;
  /** The step that waits: it is at work again once the answer is there. */
  readonly step: Step | undefined;
}
