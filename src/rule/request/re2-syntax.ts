/** A form of other engines that RE2 does not have, or a pattern that is no pattern. */
export class PatternSyntaxError extends Error {
  override readonly name = 'PatternSyntaxError';

  /** @param at offset into the pattern. */
  constructor(message: string, at: number) {
    super(`at column ${at + 1}, ${message}`);
  }
}

/** The most times that RE2 repeats something. */
const MOST_REPEATS = 1000;

/** Quoted text, a class, an escape, the head of a group, a repetition. Anything else is a character of its own. */
const TOKEN =
  /\\Q[^]*?(?:\\E|$)|\[\^?\]?(?:\\[^]|\[:\^?\w+:\]|[^\]\\])*\]|\\[^]|\(\?(?:P?[<'][=!]?|P[=>]|[^])?|\(\*(?=[A-Z])|(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?/gu;

/**
 * Writes a pattern as RE2 has it: `\uXXXX` becomes `\x{XXXX}`, and Unicode's long names `\p{Letter}` and
 * `\p{Script=Greek}` become `\p{L}` and `\p{Greek}`.
 * @throws PatternSyntaxError for what RE2 does not have (github.com/google/re2/wiki/Syntax), and where it stands.
 */
export function toRe2(source: string): string {
  return mapEscapes(source, TOKEN, (token, at) => {
    const [first, second] = token;
    if (token.startsWith('\\Q')) return token;
    if (first === '\\') return undefined;
    if (first === '[') return mapEscapes(token, /\\[^]/gu, () => undefined, at, true);
    if (first === '(') refuseGroup(token, second, at);
    else refuseRepetition(token, at);
    return token;
  });
}

/** Maps the tokens of a text: by `map`, and as an escape where that gives nothing. `start`: offset of the text. */
function mapEscapes(
  text: string,
  tokens: RegExp,
  map: (token: string, at: number) => string | undefined,
  start = 0,
  isClass = false,
): string {
  let written = '';
  let done = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    // Part of an escape of several characters.
    if (index < done) continue;
    written += text.slice(done, index);
    const mapped = map(token, start + index);
    const [length, escape] = mapped === undefined ? escapeAt(text, index, start, isClass) : [token.length, mapped];
    written += escape;
    done = index + length;
  }
  return written + text.slice(done);
}

/** An escape's length and how RE2 writes it. @throws PatternSyntaxError */
function escapeAt(text: string, index: number, start: number, isClass: boolean): readonly [number, string] {
  const rest = text.slice(index);
  const name = Array.from(rest.slice(1, 3))[0] ?? '';
  const at = start + index;
  const unicode = /^\\u(?:([dD][89abAB][\da-fA-F]{2})\\u([dD][c-fC-F][\da-fA-F]{2})|([\da-fA-F]{4}))/.exec(rest);
  if (unicode) return [unicode[0].length, codePoint(unicode, at)];
  const property = /^\\([pP])\{(?:[a-zA-Z_]+=)?(\w+)\}/.exec(rest);
  if (property) return [property[0].length, `\\${property[1]}{${CATEGORIES.get(property[2] ?? '') ?? property[2]}}`];
  if (/^\\[1-9](?![0-7])|^\\[89]/.test(rest)) throw new PatternSyntaxError(backReference(`\\${name}`), at);
  const valid = isClass ? /[dDsSwWpPaftnrvx0-7]|[^\p{L}\p{N}]/u : /[AzbBdDsSwWpPaftnrvx0-7]|[^\p{L}\p{N}]/u;
  if (name !== '' && !valid.test(name)) throw new PatternSyntaxError(unknownEscape(name, isClass), at);
  return [1 + name.length, `\\${name}`];
}

function codePoint([all, high, low, single]: RegExpExecArray, at: number): string {
  if (high !== undefined && low !== undefined) {
    return `\\x{${String.fromCharCode(parseInt(high, 16), parseInt(low, 16)).codePointAt(0)?.toString(16)}}`;
  }
  if (/^d[89a-f]/i.test(single ?? '')) throw new PatternSyntaxError(`${all} is half of a character`, at);
  return `\\x{${single}}`;
}

function backReference(text: string): string {
  return `${text} is a back-reference, which RE2 does not have`;
}

function unknownEscape(name: string, isClass: boolean): string {
  if (isClass && 'AzBQ'.includes(name)) return `\\${name} cannot stand in a class`;
  if (isClass && name === 'b') return '\\b is no backspace in RE2; write \\x08';
  if (name === 'k' || name === 'g') return backReference(`\\${name}`);
  const instead = INSTEAD.get(name);
  if (instead !== undefined) return `RE2 does not have \\${name}; ${instead}`;
  return `RE2 does not have \\${name}; for the character itself write ${name}`;
}

/** What to write for the escapes of other engines. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['c', 'write \\x and the two hex digits of the control character'],
  ['u', 'write \\x{1F600}, or \\u and four hex digits'],
  ['e', 'write \\x1b'],
  ['h', 'write [ \\t]'],
  ['H', 'write [^ \\t]'],
  ['V', 'write [^\\n-\\r]'],
  ['R', 'write (?:\\r\\n|[\\n-\\r])'],
  ['N', 'write [^\\n]'],
  ['Z', 'write \\z'],
  ['C', 'write . with the flag s: (?s:.)'],
  ['X', 'write \\PM\\pM*'],
]);

const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^\(\?[=!]/, 'a look-ahead'],
  [/^\(\?<[=!]/, 'a look-behind'],
  [/^\(\?>/, 'an atomic group'],
  [/^\(\?\(/, 'a conditional'],
  [/^\(\?P=/, 'a back-reference'],
  [/^\(\?(?:P>|[R&0-9+])/, 'a recursion'],
  [/^\(\?\|/, 'a branch reset'],
  [/^\(\?#/, 'a comment'],
  [/^\(\?P?'/, 'a group with its name in quotes'],
  [/^\(\*/, 'a verb of backtracking'],
];

function refuseGroup(token: string, second: string | undefined, at: number): void {
  const [, form] = GROUPS.find(([head]) => head.test(token)) ?? [];
  if (form !== undefined) throw new PatternSyntaxError(`${token} is ${form}, which RE2 does not have`, at);
  const flag = second === '?' ? token[2] : undefined;
  if (flag === undefined || /[imsU:<P)-]/.test(flag)) return;
  throw new PatternSyntaxError(`RE2 does not have the flag ${flag}, only i, m, s and U`, at);
}

function refuseRepetition(token: string, at: number): void {
  if (token.length > 1 && token.endsWith('+')) {
    throw new PatternSyntaxError(`${token} is a possessive repetition, which RE2 does not have`, at);
  }
  const counts = (token.match(/\d+/g) ?? []).map(Number);
  if (counts.some((count) => count > MOST_REPEATS)) {
    throw new PatternSyntaxError(`${token} is too much: RE2 repeats at most ${MOST_REPEATS} times`, at);
  }
}

/** Unicode's general categories by their long names (PropertyValueAliases.txt). */
const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['Letter', 'L'],
  ['Lowercase_Letter', 'Ll'],
  ['Uppercase_Letter', 'Lu'],
  ['Titlecase_Letter', 'Lt'],
  ['Modifier_Letter', 'Lm'],
  ['Other_Letter', 'Lo'],
  ['Mark', 'M'],
  ['Number', 'N'],
  ['Decimal_Number', 'Nd'],
  ['digit', 'Nd'],
  ['Punctuation', 'P'],
  ['punct', 'P'],
  ['Symbol', 'S'],
  ['Separator', 'Z'],
  ['Space_Separator', 'Zs'],
  ['Control', 'Cc'],
]);
