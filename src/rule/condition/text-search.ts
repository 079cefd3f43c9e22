/** Up to here the engine's own search is fast whatever the texts are. */
const SHORT = 64;

/**
 * `text.indexOf(part, from)` in time that grows with the sum of the lengths. The engine's own search can take their
 * product, and both may come from a client.
 */
export function indexOf(text: string, part: string, from = 0): number {
  const start = Math.min(Math.max(Math.trunc(from) || 0, 0), text.length);
  if (part.length <= SHORT || part.length > text.length - start) return text.indexOf(part, start);
  const borders = bordersOf(part);
  let matched = 0;
  for (let index = start; index < text.length; index++) {
    while (matched > 0 && text.charCodeAt(index) !== part.charCodeAt(matched)) matched = borders[matched - 1] ?? 0;
    if (text.charCodeAt(index) === part.charCodeAt(matched)) matched++;
    if (matched === part.length) return index - matched + 1;
  }
  return -1;
}

/** For each prefix of `part`, the length of its longest proper prefix that also ends it (Knuth, Morris and Pratt). */
function bordersOf(part: string): Uint32Array {
  const borders = new Uint32Array(part.length);
  let length = 0;
  for (let index = 1; index < part.length; index++) {
    while (length > 0 && part.charCodeAt(index) !== part.charCodeAt(length)) length = borders[length - 1] ?? 0;
    if (part.charCodeAt(index) === part.charCodeAt(length)) length++;
    borders[index] = length;
  }
  return borders;
}
