import type { Socket } from 'node:net';

/** What is used of undici's parser; its WebAssembly calls `onHeadersComplete`. */
export interface Parser {
  /** Null once the socket has closed. */
  readonly ptr: number | null;
  readonly paused: boolean;
  readonly llhttp: Readonly<Record<`llhttp_set_lenient_${string}`, (ptr: number, enabled: 1) => void>>;
  /** Name, value, name, value, … */
  headers: Buffer[];
  contentLength: number;
  /** Parses what has come; not to be called while it is paused. */
  execute(chunk: Buffer): void;
  onHeadersComplete(status: number, upgrade: boolean, shouldKeepAlive: boolean): number;
}

/** Tells the parser that the answer is no HTTP. */
const REFUSED = -1;

/**
 * Makes undici read answers that it refuses and other clients read: an unsolicited 100 (RFC 9110, 15.2 has
 * clients skip any 1xx), lines that end in a line feed alone, folded headers, blanks around values and sizes.
 */
export function readLikeOthers(parser: Parser): void {
  const { llhttp, ptr } = parser;
  if (ptr === null) return;
  llhttp.llhttp_set_lenient_headers?.(ptr, 1);
  llhttp.llhttp_set_lenient_optional_cr_before_lf?.(ptr, 1);
  llhttp.llhttp_set_lenient_spaces_after_chunk_size?.(ptr, 1);
  const original = parser.onHeadersComplete.bind(parser);
  const onHeadersComplete: Parser['onHeadersComplete'] = (status, ...more) => {
    const isHttp = status >= 100 && cleanValues(parser.headers);
    // undici closes the connection at a 100, and skips a 102.
    const verdict = isHttp ? original(status === 100 ? 102 : status, ...more) : REFUSED;
    // llhttp counts the body itself; undici takes a blank behind the number for a digit.
    parser.contentLength = -1;
    return verdict;
  };
  parser.onHeadersComplete = onHeadersComplete;
}

/**
 * Of a socket that undici's Client has taken, which has no public way to its parser. Undefined: the socket has failed
 * already.
 */
export function parserOf(socket: Socket): Parser | undefined {
  const key = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'parser');
  return key && (socket as unknown as Record<symbol, Parser | undefined>)[key];
}

/** Takes blanks off the ends of header values. False: one holds a NUL, which leniency lets through. */
function cleanValues(headers: Buffer[]): boolean {
  for (let i = 1; i < headers.length; i += 2) {
    const value = headers[i];
    if (value === undefined || value.includes(0)) return false;
    let end = value.length;
    while (value[end - 1] === 0x20 || value[end - 1] === 0x09) end--;
    if (end < value.length) headers[i] = value.subarray(0, end);
  }
  return true;
}
