import { isUtf8 } from 'node:buffer';

const LINE_FEED = 0x0a;

/** Why a file is no text. The message goes on behind the file's name. */
export class NoTextError extends Error {
  override readonly name = 'NoTextError';
  /** From 1; 1 where it is the whole file. */
  readonly line: number;

  constructor(message: string, line = 1) {
    super(message);
    this.line = line;
  }
}

/**
 * The text of a file that people write: UTF-8, without the byte order mark that some editors put before it.
 * @throws NoTextError for UTF-16, other encodings, and what is no text at all.
 */
export function textOfFile(bytes: Buffer): string {
  if (isUtf16(bytes)) throw new NoTextError('is UTF-16; save it as UTF-8');
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw new NoTextError('is no text: it has a zero byte', lineAt(bytes, nul));
  if (!isUtf8(bytes)) {
    const line = firstWrongLine(bytes);
    throw new NoTextError(`is not UTF-8 (line ${line}); save it as UTF-8`, line);
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** By its byte order mark, or by the zero byte of its first character. */
function isUtf16(bytes: Buffer): boolean {
  const [first = 1, second = 1, third = 1, fourth = 1] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return (first === 0) !== (second === 0) && (third === 0) === (first === 0) && (fourth === 0) === (second === 0);
}

function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0 && at < offset; at = bytes.indexOf(LINE_FEED, at + 1)) line += 1;
  return line;
}

function firstWrongLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; ; line += 1) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
