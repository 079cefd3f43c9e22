import { TextDecoder } from 'node:util';
import { isCharset } from '../charset.ts';
import { Pace, nextTurn } from '../large/turn.ts';
import { CodecError } from './codec-error.ts';

/**
 * The text of `bytes` in `charset` (a label of the WHATWG Encoding Standard; UTF-8 unless given), without its byte
 * order mark. Bytes that the charset does not know are an error: text that was replaced silently is wrong data.
 * @throws CodecError
 */
export function decodeText(bytes: Buffer, charset = 'utf-8'): string {
  const decoder = charset === 'utf-8' ? utf8 : decoderOf(charset);
  try {
    return decoder.decode(bytes);
  } catch {
    throw invalid(bytes, charset, decoder);
  }
}

/** The same of many bytes, in slices, and of charsets whose decoder is loaded when it is needed. @throws CodecError */
export async function decodeLargeText(bytes: Buffer, charset = 'utf-8'): Promise<string> {
  if (needsLoading(charset)) await loadStandard();
  const decoder = decoderOf(charset);
  const pace = new Pace();
  const texts: string[] = [];
  for (let from = 0; from < bytes.length; from += PIECE) {
    try {
      texts.push(decoder.decode(bytes.subarray(from, from + PIECE), { stream: from + PIECE < bytes.length }));
    } catch {
      throw invalid(bytes.subarray(0, from + PIECE), charset, decoder, from);
    }
    if (pace.isOver) await pace.next();
  }
  await nextTurn();
  return texts.join('');
}

/** Bytes that are decoded in one go. */
const PIECE = 16_384;
/** Of a character in UTF-8. */
const MOST_BYTES = 4;

/**
 * What Node reads otherwise than the standard: without a word as other characters, "똠" of EUC-KR as two. Its tables for
 * GBK and of one byte are the standard's.
 */
const NOT_NODES: ReadonlySet<string> = new Set(['shift_jis', 'euc-kr', 'big5', 'euc-jp', 'iso-2022-jp']);

/** Of all charsets, as the standard says; undefined until it is loaded. */
let Standard: typeof TextDecoder | undefined;

/** Whether a charset is read by `decodeLargeText` only. */
export function needsLoading(charset: string | undefined): boolean {
  if (charset === undefined || charset === 'utf-8') return false;
  return isCharset(charset) && NOT_NODES.has(new TextDecoder(charset).encoding);
}

async function loadStandard(): Promise<void> {
  Standard ??= (await import('@exodus/bytes/encoding.js')).TextDecoder;
}

/** @param from the bytes before it are valid, but for a character that may be cut off there. */
function invalid(bytes: Buffer, charset: string, { encoding }: TextDecoder, from = 0): CodecError {
  return new CodecError(
    encoding === 'utf-8'
      ? `is not valid UTF-8 (at byte ${firstInvalidByte(bytes, from)}); name another charset in the content type`
      : `is not valid ${charset}`,
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decoderOf(charset: string): TextDecoder {
  if (isCharset(charset)) return new (decoderClass(charset))(charset, { fatal: true });
  throw new CodecError(`has the charset ${JSON.stringify(charset)}, which is not known; send UTF-8`);
}

function decoderClass(charset: string): typeof TextDecoder {
  return (needsLoading(charset) ? Standard : undefined) ?? TextDecoder;
}

/** The text of `bytes`, with U+FFFD for what is none; in UTF-8 where `charset` is not known. */
export function readableText(bytes: Buffer, charset = 'utf-8'): string {
  // What could not be read was tried: the decoder is loaded.
  return isCharset(charset) ? new (decoderClass(charset))(charset).decode(bytes) : new TextDecoder().decode(bytes);
}

/** Where a lenient decoder puts its first U+FFFD, apart from those that are in the text; from `start` on. */
function firstInvalidByte(bytes: Buffer, start: number): number {
  let byte = atOrBefore(bytes, start);
  const text = bytes.toString('utf8', byte);
  for (let from = 0; ;) {
    const at = text.indexOf('\ufffd', from);
    byte += Buffer.byteLength(text.slice(from, at));
    if (bytes.readUIntBE(byte, Math.min(3, bytes.length - byte)) !== 0xefbfbd) return byte;
    byte += 3;
    from = at + 1;
  }
}

/** The begin of a character at `at` or, also of one that is cut off, shortly before it. */
function atOrBefore(bytes: Buffer, at: number): number {
  let begin = Math.max(0, at - MOST_BYTES);
  while (begin < at && ((bytes[begin] ?? 0) & 0xc0) === 0x80) begin++;
  return begin;
}
