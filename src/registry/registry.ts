import type { CompiledRule, RuleEnvironment } from '../rule/compiled.ts';
import type { StoredScript } from '../sandbox/sandbox.ts';

/** What a request's method and path lead to. */
export type Match =
  | { readonly kind: 'found'; readonly rule: CompiledRule; readonly params: Readonly<Record<string, string>> }
  /** The active version does not compile with this program: saved by another release, or by hand. */
  | { readonly kind: 'broken'; readonly rule: BrokenRule }
  /** The path exists with these methods. */
  | { readonly kind: 'method'; readonly allow: readonly string[] }
  | { readonly kind: 'none' };

/** An active version that does not compile. Its endpoint answers 500; everything else goes on. */
export interface BrokenRule {
  readonly name: string;
  readonly method: string;
  readonly version: string;
  readonly reason: string;
}

/**
 * The active rules (compiled), scripts and secret values in memory.
 *
 * empty ──refresh()──► loaded ──refresh(), watch()──► loaded …
 *
 * What is loaded is one immutable snapshot, swapped in one assignment: a request sees one version wholly.
 */
export interface Registry {
  /**
   * Loads what is active when the store's revision has changed since; what has not changed is not compiled again.
   * Rejects when the database does not answer: then all stays as it was.
   */
  refresh(): Promise<void>;
  /** Another instance has published `revision`: refreshes when it is new here. */
  onRevision(revision: number): Promise<void>;
  /** Refreshes every `intervalMs`; gives the function that stops it. While the database is away it goes on trying. */
  watch(intervalMs: number): () => Promise<void>;
  /** `path` as it stands in the request line after the prefix, with its leading slash, without the query. */
  find(method: string, path: string): Match;
  /** The active version; a name that ends in `.js` or `.ts` is also looked up without it. */
  script(name: string): StoredScript | undefined;
  /** Values behind `{secret.NAME}`. */
  secrets(): Readonly<Record<string, string>>;
  /** Values that secrets had before, by name: they stay masked. */
  formerSecrets(): readonly (readonly [name: string, value: string])[];
  /** All active rules that compile; those that nobody has asked for yet are compiled first, in slices. */
  rules(): Promise<readonly CompiledRule[]>;
  /** The rule of an active version, if it compiles. */
  rule(version: string): CompiledRule | undefined;
  /** Of all active scripts. */
  scriptNames(): readonly string[];
  /** Of all active rules, also of those that do not compile. */
  names(): readonly { readonly method: string; readonly name: string }[];
  /** For the warnings of `checkRule`. */
  environment(): RuleEnvironment;
  /** Whether the database answered the last time it was asked. */
  readonly databaseReachable: boolean;
}
