/** Something that the language of conditions does not have. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
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
