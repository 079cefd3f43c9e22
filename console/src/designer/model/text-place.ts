/** A place in a text. */
export interface TextPlace {
  readonly offset: number;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** Line and column of an offset. */
export function placeAt(text: string, offset: number): TextPlace {
  const at = Math.max(0, Math.min(offset, text.length));
  const before = text.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  return { offset: at, line: before.split('\n').length, column: at - start + 1 };
}
