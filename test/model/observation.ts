import type { Json, JsonObject } from '../../src/json.ts';
import type { Site, Write } from './program.ts';
import type { LeftEntry } from './reference/left.ts';
import type { Parts } from './reference/ran.ts';
import type { WaitKept } from './reference/wait.ts';

/** One call, as the upstream sees it, in a form that does not depend on how it is escaped. */
export interface SeenCall {
  readonly site: Site;
  readonly method: string;
  /** Decoded segments after the site. */
  readonly path: readonly string[];
  /** Decoded names and values. */
  readonly query: readonly (readonly [string, string])[];
  /** Lower-case names; only those that the language speaks of. */
  readonly header: Readonly<Record<string, string>>;
  /** JSON as its value, a form as its names and values. */
  readonly body: Json;
  readonly timeoutMs: number;
}

/** The answer to the client, before it is encoded. */
export interface SeenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly type: string;
  readonly body: Json;
}

export interface SeenFailure {
  readonly code: string;
  readonly message: string;
  readonly component: string | null;
  readonly layer: number | null;
}

/** What the store keeps of a suspended run. */
export interface SeenKept {
  /** Names of the components that will run again. */
  readonly failed: readonly string[] | null;
  readonly curStep: number;
  readonly errCode: string | null;
  readonly errComponent: string | null;
  /** When it is to resume by itself, in epoch milliseconds; null: never. */
  readonly recoverAt: number | null;
  readonly data: JsonObject;
  /** As it is stored. */
  readonly whole: Parts;
  /** What it has left to be undone, as it is stored. */
  readonly left: readonly LeftEntry[];
  /** Of flows and loops that are not done. */
  readonly parts: Parts;
  /** What a script gave to `ctx.response`. */
  readonly responded: { readonly value: Json } | null;
}

/** One component's entry in the run log. */
export interface SeenEntry {
  readonly layer: number;
  readonly action: number;
  readonly name: string;
  readonly skipped: boolean;
  readonly cached: boolean;
  readonly retries: number;
  readonly output: Json;
  readonly errorCode: string | null;
  /** Statuses of the calls made; null: no answer. */
  readonly statuses: readonly (number | null)[];
}

/** A call of another rule. */
export interface SeenSubRun {
  /** The trx of the run that has called. */
  readonly caller: string;
  /** Of the call, after that trx. */
  readonly key: string;
  /** As they came to the gateway, by lower-case name. */
  readonly header: Readonly<Record<string, string>>;
  readonly path: string;
  /** Null: it has thrown. */
  readonly answer: SeenReply | null;
  /** Why the called rule, or the gateway for it, took no such request. */
  readonly refused: { readonly message: string; readonly errors: Json } | null;
  /** Its answer is kept: a further call with its key takes it. */
  readonly isKept: boolean;
  /** The run, where one began, in this session. */
  readonly run: SeenRun | null;
}

/** What a called rule has answered, as it would go over HTTP. */
export interface SeenReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A run that another one has called. */
export type SeenRun = Pick<
  Seen,
  'status' | 'answer' | 'failure' | 'keptStatus' | 'kept' | 'log' | 'givenUp' | 'words' | 'endedBy'
> & {
  readonly trx: string;
  readonly parent: { readonly trx: string; readonly component: string };
  /** What the session had committed of it, in order. */
  readonly writes: readonly Write[];
};

export interface SeenLog {
  /** The run that has called it, as its log says. */
  readonly parent: { readonly trx: string; readonly component: string } | null;
  readonly status: string;
  readonly step: number;
  readonly curStep: number;
  readonly errorCode: string | null;
  readonly entries: readonly SeenEntry[];
  /** What failed, in full, as the errors of its entries name it. */
  readonly failedAt: readonly string[];
  /** Statuses that recoveries ended with. */
  readonly recoveries: readonly string[];
}

/** All that can be seen of the engine in one session: the start of a run, or one recovery. */
export interface Seen {
  readonly status: string;
  /** Null: nobody waits for it. */
  readonly answer: SeenAnswer | null;
  readonly failure: SeenFailure | null;
  /** In the order in which they were made. */
  readonly calls: readonly SeenCall[];
  /** The wait after each call of `calls` that was answered and then tried again, in milliseconds. */
  readonly waits: readonly (number | null)[];
  /** By the index of `calls`: of those that run another rule, what became of that. */
  readonly subRuns: readonly (SeenSubRun | null)[];
  /** The status of the kept row; null: there is none. */
  readonly keptStatus: string | null;
  readonly kept: SeenKept | null;
  /** Null: no run log was written. */
  readonly log: SeenLog | null;
  /** Calls in the order in which they were answered, since the run began: `<site>#<n>`. */
  readonly answered: readonly string[];
  /** How many answers had been given when the run was interrupted; null: it was not. */
  readonly interruptedAfter: number | null;
  /** The same, when its client had waited for long enough. */
  readonly heldAfter: number | null;
  readonly givenUp: SeenGivenUp | null;
  /** What was wrong with components that had failed, by their keys. */
  readonly words: ReadonlyMap<string, string>;
  /** What inside them, in full, made them fail. */
  readonly endedBy: ReadonlyMap<string, string>;
  /** What waits were given before the run came to them, by their keys. */
  readonly calledBack: ReadonlyMap<string, Json>;
  readonly callbacksRefused: number;
  readonly waitRows: readonly SeenWait[];
  /** What time it is, epoch milliseconds. */
  readonly now: number;
  /** How many runs that it has called, or theirs, have not ended, once nothing is under way any more. */
  readonly openCalled: number;
  /** The run for which something has come, with which the session began; null: it began otherwise. */
  readonly woken: string | null;
  /** Runs that others have called, and that have gone on because of that. */
  readonly others: ReadonlyMap<string, SeenRun>;
}

/** A wait of the run, or of one that it has called. */
export interface SeenWait extends WaitKept {
  /** Of the run that waits. */
  readonly trx: string;
  /** That run rests. */
  readonly rests: boolean;
  readonly key: string;
  /** In full. */
  readonly component: string;
  readonly kind: 'callback' | 'approval' | 'time';
}

/** What is stored of a run that was given up. */
export interface SeenGivenUp {
  /** The context. */
  readonly data: JsonObject;
  readonly left: readonly LeftEntry[];
}

/** All that can be seen of a session whose process died, once the run was found. */
export interface SeenCrash {
  readonly status: 'crashed';
  readonly answer: null;
  /** What the row says of the last one. */
  readonly failure: Pick<SeenFailure, 'component' | 'message'> | null;
  readonly calls: readonly SeenCall[];
  readonly subRuns: readonly (SeenSubRun | null)[];
  readonly keptStatus: string | null;
  readonly kept: SeenKept | null;
  /** As the process wrote it that found the run. */
  readonly log: SeenLog | null;
  readonly answered: readonly string[];
  readonly interruptedAfter: null;
  readonly heldAfter: null;
  readonly givenUp: SeenGivenUp | null;
  readonly words: ReadonlyMap<string, string>;
  readonly endedBy: ReadonlyMap<string, string>;
  readonly calledBack: ReadonlyMap<string, Json>;
  readonly callbacksRefused: number;
  readonly waitRows: readonly SeenWait[];
  readonly now: number;
  readonly openCalled: number;
  readonly woken: string | null;
  readonly others: ReadonlyMap<string, SeenRun>;
  /** What the session had committed, in order. */
  readonly writes: readonly Write[];
}

export type Shown = Seen | SeenCrash;

/** Of a session, what the model takes as given. */
export type Witnessed = Pick<
  Shown,
  | 'calls'
  | 'subRuns'
  | 'answered'
  | 'interruptedAfter'
  | 'heldAfter'
  | 'givenUp'
  | 'answer'
  | 'failure'
  | 'kept'
  | 'log'
  | 'words'
  | 'endedBy'
  | 'calledBack'
  | 'others'
> & {
  /** Of a process that died: what it had committed of the run. */
  readonly writes?: readonly Write[];
};
