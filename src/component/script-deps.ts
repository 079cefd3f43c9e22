import type { Clock } from '../clock.ts';
import type { ComponentExecutor, ResolvedApi, ResultCache } from '../engine/port.ts';
import type { ApiCall } from '../rule/compiled.ts';
import type { Sandbox, StoredScript } from '../sandbox/sandbox.ts';

/** What scripts need. */
export interface ScriptDeps {
  readonly sandbox: Sandbox;
  /** The active version of a script. */
  readonly find: (name: string) => StoredScript | undefined;
  /** Does the calls of `ctx.request`. */
  readonly api: ComponentExecutor<ApiCall, ResolvedApi>;
  readonly cache: ResultCache;
  /** By default the machine's. */
  readonly clock?: Clock;
  readonly secrets: () => Readonly<Record<string, string>>;
}
