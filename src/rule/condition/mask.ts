import { type PlaceholderSyntax, findPlaceholders, type Accessor } from '../placeholder.ts';
import { ConditionError } from './condition-error.ts';

/** A condition's source as JavaScript: an identifier of the same length in the place of each placeholder. */
export interface Masked<S> {
  readonly text: string;
  /** By the offset where each stood. */
  readonly accessors: ReadonlyMap<number, Accessor<S>>;
}

/**
 * Puts identifiers in the place of placeholders, so that a JavaScript parser can read the source. They are known by
 * their position, not by their name: nothing that a writer types can pass for one. String literals stay as they are;
 * placeholders within them are put in as text, as in a template.
 */
export function maskPlaceholders<S>(source: string, pointer: string, syntax: PlaceholderSyntax<S>): Masked<S> {
  const accessors = new Map<number, Accessor<S>>();
  const matches = new Map(findPlaceholders(source).map((match) => [match.start, match]));
  let text = '';
  for (let at = 0; at < source.length; at = text.length) {
    const match = matches.get(at);
    if (source[at] === "'" || source[at] === '"') text += source.slice(at, endOfString(source, at));
    else if (match === undefined) text += source[at] ?? '';
    else {
      if (match.escaped) throw new ConditionError('a backslash outside of a text', at);
      accessors.set(at, { pointer, text: match.text, ...readerOf(match.text, at, syntax) });
      text += '$'.repeat(match.end - at);
    }
  }
  return { text, accessors };
}

/** What reads a placeholder. */
export function readerOf<S>(text: string, at: number, syntax: PlaceholderSyntax<S>) {
  const reader = syntax.reader(text);
  if (reader.message !== undefined) throw new ConditionError(reader.message, at, reader.suggestion);
  return reader;
}

function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === source[start]) return at + 1;
  }
  return source.length;
}
