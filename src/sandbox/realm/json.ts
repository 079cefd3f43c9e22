/** 4 MiB: a return value, or one argument of `ctx`, as JSON in UTF-8. */
export const MAX_VALUE_BYTES = 4 * 1024 * 1024;

/** As deep as JSON may nest wherever it enters the gateway: what walks it there never runs out of stack. */
const MAX_DEPTH = 1000;

const TOO_LARGE = 'is larger than 4 MiB as JSON';
const TOO_DEEP = `nests deeper than ${MAX_DEPTH} levels`;

/** JSON text, or why there is none: `contains a cycle`. */
export type JsonText = { readonly json: string } | { readonly json?: never; readonly reason: string };

/**
 * A value as JSON text; undefined counts as null. Getters, proxies and `toJSON` of hostile values run here; what they
 * throw is a reason like any other, so this never throws.
 */
export function toJson(value: unknown): JsonText {
  let reason: string | undefined;
  // Less than the text will have: enough to stop before a value of a few shared parts becomes gigabytes of text.
  let size = 0;
  try {
    const text: unknown = JSON.stringify(value, (_key, part: unknown) => {
      const type = typeof part;
      // JSON.stringify would silently leave out the first two.
      if (type === 'function' || type === 'symbol' || type === 'bigint') {
        reason = `contains a ${type === 'bigint' ? 'BigInt' : type}`;
        throw new TypeError(reason);
      }
      size += type === 'string' ? (part as string).length : type === 'undefined' ? 0 : 1;
      if (size > MAX_VALUE_BYTES) {
        reason = TOO_LARGE;
        throw new RangeError(reason);
      }
      return part;
    });
    const json = typeof text === 'string' ? text : 'null';
    if (!fits(json, MAX_VALUE_BYTES)) return { reason: TOO_LARGE };
    return nestsTooDeep(json) ? { reason: TOO_DEEP } : { json };
  } catch (thrown) {
    return { reason: reason ?? reasonOf(thrown) };
  }
}

/** Of JSON text that is well formed. */
function nestsTooDeep(json: string): boolean {
  if (json.length <= 2 * MAX_DEPTH) return false;
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = endOfString(json, i);
    // `[` and `{`, `]` and `}`: they differ in one bit.
    else if ((code | 0x20) === 0x7b && ++depth > MAX_DEPTH) return true;
    else if ((code | 0x20) === 0x7d) depth--;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** By leaps: a script may hand over megabytes of text. */
function endOfString(json: string, start: number): number {
  for (let end = start; ;) {
    end = json.indexOf('"', end + 1);
    let escapes = 0;
    while (json.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
  }
}

/** V8's own words for the rest: a cycle, too deep, too long. */
function reasonOf(thrown: unknown): string {
  try {
    if (thrown instanceof RangeError) return TOO_DEEP;
    if (thrown instanceof TypeError && /circular/i.test(thrown.message)) return 'contains a cycle';
  } catch {
    // A hostile value, thrown by a getter.
  }
  return 'cannot be read: a getter, a proxy or a toJSON in it threw';
}

/** Whether `text` has at most `max` bytes in UTF-8. */
export function fits(text: string, max: number): boolean {
  return text.length * 3 <= max || (text.length <= max && utf8Bytes(text, max + 1) <= max);
}

/** The bytes of `text` in UTF-8; stops counting at `enough`. */
export function utf8Bytes(text: string, enough: number): number {
  let bytes = 0;
  for (let i = 0; i < text.length && bytes < enough; i++) {
    const unit = text.charCodeAt(i);
    // Each half of a surrogate pair counts for two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}
