import type { Json } from '../json.ts';
import { largeFrom } from '../large/large-tree.ts';
import { beforePair } from '../large/string-literal.ts';
import { Pace } from '../large/turn.ts';
import { WideMap } from '../large/wide-map.ts';
import { addField } from './form.ts';
import type { Fields } from './form.ts';

/** Characters that are read in one go. */
const PIECE = 32_768;

/** Continuation bytes of one character of UTF-8, at most. */
const MOST_CONTINUATIONS = 3;

/** `parseForm` of a large text, in slices: what is large in it is kept as text. */
export async function parseLargeForm(text: string): Promise<Json> {
  const fields = new WideMap<string | string[]>();
  const pace = new Pace();
  for (let from = 0; from < text.length;) {
    if (pace.isOver) await pace.next();
    const end = endOfField(text, from + PIECE);
    const isLong = end - from > 2 * PIECE;
    const whole = isLong ? Math.max(from, text.lastIndexOf('&', end - 1) + 1) : end;
    // URLSearchParams leaves a question mark out at the begin of what it is given.
    const before = from === 0 ? '' : '&';
    for (const [name, value] of new URLSearchParams(before + text.slice(from, whole))) addField(fields, name, value);
    if (isLong) await addLong(fields, text.slice(whole, end).replace(whole === 0 ? /^\?/ : '', ''), pace);
    from = end + 1;
  }
  await pace.next();
  return largeFrom(fields);
}

function endOfField(text: string, from: number): number {
  const end = text.indexOf('&', from);
  return end < 0 ? text.length : end;
}

/** Adds one field whose value is long. */
async function addLong(fields: Fields, field: string, pace: Pace): Promise<void> {
  const equals = field.indexOf('=');
  const start = equals < 0 ? field.length : equals;
  const [name = ''] = new URLSearchParams(`&${field.slice(0, start)}`).keys();
  const values: string[] = [];
  for (let from = start + 1; from < field.length;) {
    const to = from + PIECE < field.length ? beforeCharacter(field, from + PIECE) : field.length;
    values.push(new URLSearchParams(`=${field.slice(from, to)}`).get('') ?? '');
    from = to;
    if (pace.isOver) await pace.next();
  }
  addField(fields, name, values.join(''));
}

/** `end`, or the begin of the character that it would cut, which may be several bytes in escapes. */
function beforeCharacter(text: string, end: number): number {
  const escape = text.slice(end - 2, end).lastIndexOf('%');
  const whole = escape < 0 ? beforePair(text, end) : end - 2 + escape;
  for (let steps = 0; steps <= MOST_CONTINUATIONS; steps++) {
    const at = whole - 3 * steps;
    const bytes = text.slice(at, at + 3);
    if (/^%[89abAB][\da-fA-F]/.test(bytes)) continue;
    return steps === 0 || /^%[c-fC-F][\da-fA-F]/.test(bytes) ? at : at + 3;
  }
  // No character has so many bytes: these are none.
  return whole;
}
