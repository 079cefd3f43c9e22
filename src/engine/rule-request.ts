/** A call of another rule, as HTTP would bring it. */
export interface RuleRequest {
  readonly method: string;
  /** The rule's name with its parameters filled in, and the query. */
  readonly target: string;
  /** Name, value, name, value, … */
  readonly headers: readonly string[];
  readonly body: Buffer | undefined;
}

/** What another rule answers, as HTTP would bring it. */
export interface RuleAnswer {
  readonly status: number;
  /** Names in lower case; repeated ones as arrays. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}
