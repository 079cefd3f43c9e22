/** Something that the language of conditions does not have. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Offset into the source. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}
