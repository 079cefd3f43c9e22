import { codePointOf } from './code-point.ts';

/** What HTTP lets a header be (RFC 9110), for checks of rules and for writers of messages. */

/** 5.6.2: a token. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What no value can hold (5.5): with a CR or LF in it, it could add headers or messages; one byte is one character. */
export const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/u;

/** The same by code units, which is found faster: half of a character is in no value either. */
const NOT_IN_UNITS = /[^\t\x20-\x7e\x80-\xff]/;

/** Headers of one connection, or of the framing of a message, in lower case: the writer of the message sets them. */
export const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers that a `Connection` names, in lower case: they are of the connection too (RFC 9110, 7.6.1). */
export function namedByConnection(connection: string): ReadonlySet<string> {
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
}

/** Whether a header can be called so. */
export function isHeaderName(text: string): boolean {
  return NAME.test(text);
}

/** The first character that no value of a header can carry; null: it carries all. */
export function wrongInHeader(text: string): RegExpExecArray | null {
  return NOT_IN_UNITS.test(text) ? NOT_IN_VALUE.exec(text) : null;
}

/** The same with its place, for messages; undefined: it carries all. */
export function notInHeader(text: string): string | undefined {
  const wrong = wrongInHeader(text);
  if (wrong === null) return undefined;
  return `the character ${codePointOf(wrong[0])} at position ${wrong.index}`;
}

/** The `charset` parameter of a `Content-Type`, lower case, without its quotes; undefined: none. */
export function charsetOf(contentType: string | undefined): string | undefined {
  if (!contentType?.includes(';')) return undefined;
  return /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType)?.[1]?.toLowerCase();
}

/** Whether a body that is written as UTF-8 may go out under this content type: it names no other charset. */
export function isUtf8(contentType: string): boolean {
  return /^utf-?8$/.test(charsetOf(contentType) ?? 'utf-8');
}
