/** A text with its percent-encoding taken off, and where each of its characters came from. */
export interface PercentDecoded {
  readonly text: string;
  /** `starts[i]`: where character `i` begins in the original; one entry more, for the end. */
  readonly starts: readonly number[];
}

/** One character, its UTF-8 bytes percent-encoded. */
const ENCODED =
  /%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}/gi;

/** Decodes whatever is percent-encoded in `text`, of any spelling; what is no UTF-8 is left as it is. */
export function percentDecode(text: string): PercentDecoded {
  let decoded = '';
  const starts: number[] = [];
  let next = 0;
  const keepUntil = (end: number): void => {
    decoded += text.slice(next, end);
    for (; next < end; next += 1) starts.push(next);
  };
  for (const { 0: encoded, index } of text.matchAll(ENCODED)) {
    const character = decodeCharacter(encoded);
    if (character === undefined) continue;
    keepUntil(index);
    decoded += character;
    starts.push(index);
    // The second half of a surrogate pair comes from the same bytes.
    if (character.length === 2) starts.push(index);
    next = index + encoded.length;
  }
  keepUntil(text.length);
  starts.push(text.length);
  return { text: decoded, starts };
}

function decodeCharacter(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
