/** A text that is no JSON: where that was noticed, and what it was in the middle of. */
export class NoJson extends Error {
  override readonly name = 'NoJson';
  /** What comes before is JSON. */
  readonly position: number;
  /** The brackets that are open there. */
  readonly open: readonly ('[' | '{')[];
  /** What stands right before, apart from white space: the bracket, a comma, or a member. */
  readonly after: 'bracket' | 'comma' | 'member';

  constructor(position: number, open: readonly ('[' | '{')[], after: NoJson['after']) {
    super(`no JSON from position ${position} on`);
    this.position = position;
    this.open = open;
    this.after = after;
  }
}

/** A text that nests too deep. */
export class TooDeep extends Error {
  override readonly name = 'TooDeep';
  readonly position: number;

  constructor(position: number) {
    super(`too deep at position ${position}`);
    this.position = position;
  }
}
