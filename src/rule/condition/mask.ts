import { type Dialect, findSpots, type Reading } from '../placeholder.ts';
import { Refusal } from './refusal.ts';

/** A condition's source as JavaScript: an identifier of the same length in the place of each placeholder. */
export interface Masked<S> {
  readonly text: string;
  /** By the offset where each stood. */
  readonly readings: ReadonlyMap<number, Reading<S>>;
}

/**
 * Puts identifiers in the place of placeholders, so that a JavaScript parser can read the source. They are known by
 * their position, not by their name: nothing that a writer types can pass for one. String literals stay as they are;
 * placeholders within them are put in as text, as in a template.
 */
export function maskPlaceholders<S>(source: string, pointer: string, dialect: Dialect<S>): Masked<S> {
  const readings = new Map<number, Reading<S>>();
  const spots = new Map(findSpots(source).map((spot) => [spot.start, spot]));
  let text = '';
  for (let at = 0; at < source.length; at = text.length) {
    const spot = spots.get(at);
    if (source[at] === "'" || source[at] === '"') text += source.slice(at, endOfString(source, at));
    else if (spot === undefined) text += source[at] ?? '';
    else {
      if (spot.escaped) throw new Refusal('a backslash outside of a text', at);
      readings.set(at, { pointer, text: spot.text, ...readerOf(spot.text, at, dialect) });
      text += '$'.repeat(spot.end - at);
    }
  }
  return { text, readings };
}

/** What reads a placeholder. */
export function readerOf<S>(text: string, at: number, dialect: Dialect<S>) {
  const reader = dialect.reader(text);
  if (reader.fault !== undefined) throw new Refusal(reader.fault, at, reader.suggestion);
  return reader;
}

function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === source[start]) return at + 1;
  }
  return source.length;
}
