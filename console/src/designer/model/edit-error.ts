/** Why an edit cannot be made; the message is for the person who edits. */
export class EditError extends Error {
  override readonly name = 'EditError';
  /** The JSON pointer into the document where it went wrong. */
  readonly pointer: string;

  constructor(message: string, pointer = '') {
    super(message);
    this.pointer = pointer;
  }
}
