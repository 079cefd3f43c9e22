import { isCharset } from './charset.ts';

/** Said by servers and clients whose bodies are not encoded: transfer encodings of mail, defaults, mistakes. */
const NO_CODING = new Set([
  '',
  'identity',
  'none',
  'null',
  'undefined',
  'binary',
  '7bit',
  '8bit',
  'text',
  'plain',
  'aws-chunked',
  'amz-1.0',
]);

/** Codings that can be read (RFC 9110, 8.4.1). */
export const CODINGS = ['gzip', 'x-gzip', 'deflate', 'br', 'zstd'] as const;

const known: ReadonlySet<string> = new Set(CODINGS);

/**
 * The codings that a `Content-Encoding` names, lower case, in the order in which they were applied (RFC 9110, 8.4).
 * What names none is left out: identity, a charset (`UTF-8`), a media type (`application/json`).
 */
export function codingsOf(header: string | readonly string[] | undefined): string[] {
  if (header === undefined) return [];
  return String(header)
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => known.has(name) || (!NO_CODING.has(name) && !name.includes('/') && !isCharset(name)));
}

/**
 * Whether a body of the coding "deflate" is what the name means, a zlib stream: some send the bare deflate stream, whose
 * first byte never looks like that.
 */
export function isZlib(first: Buffer): boolean {
  return ((first[0] ?? 0) & 0x0f) === 8;
}
