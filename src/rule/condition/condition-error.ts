/** A condition has something that the language of conditions does not have. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
  /** Offset into the source. */
  readonly position: number;
  /** What to write instead. */
  readonly suggestion: string | undefined;

  constructor(message: string, position: number, suggestion?: string) {
    super(message);
    this.position = position;
    this.suggestion = suggestion;
  }
}
