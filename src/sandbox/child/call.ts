import type { ScriptIsolate } from './isolate.ts';
import type { Questions } from './questions.ts';
import type { PreparedScript } from './script.ts';

/** An isolate of the pool. */
export interface PooledIsolate {
  readonly isolate: ScriptIsolate;
  readonly calls: Set<ChildCall>;
  /** Calls that have left it, or are about to, and for which it may still be at work. */
  readonly left: Set<ChildCall>;
  /** Of the versions that are defined in it. */
  definedBytes: number;
  /** It has been asked whether it is idle. */
  isAsked: boolean;
}

/** A call in this process. */
export interface ChildCall {
  readonly id: number;
  readonly version: string;
  readonly script: Extract<PreparedScript, { readonly ok: true }>;
  /** JSON. */
  readonly input: string;
  readonly trx: string;
  readonly logId: string;
  readonly questions: Questions;
  /** Undefined while it waits for an isolate. */
  pooled: PooledIsolate | undefined;
  /** The outcome, while the entry of the isolate that gave it is still worked off. */
  outcome: readonly string[] | undefined;
}

/** Has the script of a call compiled in an isolate. */
export function defineIn(isolate: ScriptIsolate, { id, version, script }: ChildCall): void {
  const { library, wrapped, sourceMap } = script;
  if (library !== undefined && !isolate.hasLibrary) {
    isolate.hasLibrary = true;
    isolate.enter('library', id, library);
  }
  isolate.enter('define', id, version, wrapped, sourceMap, library !== undefined);
}
