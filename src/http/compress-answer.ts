import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import Negotiator from 'negotiator';
import { bytesIfLarge } from '../large/bytes.ts';
import type { EncodedAnswer } from './encode-answer.ts';

/** Shorter ones are not worth it. */
const SHORT_BYTES = 1024;

/** A character is three bytes at most: so many are never over it. */
const SHORT_CHARS = Math.floor(SHORT_BYTES / 3);

/** Media types of texts, and of what is nearly text. Streams of events have to go out at once. */
const COMPRESSIBLE =
  /^(?:text\/(?!event-stream\b)|application\/(?:json|xml|yaml|x-yaml|javascript|ecmascript|x-ndjson|x-www-form-urlencoded|graphql|sql|wasm|rtf)\s*(?:;|$)|image\/(?:svg\+xml|bmp)|[^;]+\+(?:json|xml|yaml|text)\s*(?:;|$))/i;

const CODINGS = ['br', 'gzip'] as const;

const compressors = {
  // A higher quality takes several times as long for a few percent.
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
} as const;

/**
 * An answer in the coding that the client prefers, br before gzip; what is short, or gains nothing, as it is. Compressed in
 * Node's thread pool. A header of the rule's own that says how the body is coded, or forbids it, wins.
 */
export function compressAnswer(
  answer: EncodedAnswer,
  accepted: string | undefined,
): EncodedAnswer | Promise<EncodedAnswer> {
  if (isShort(answer.body) || !isCompressible(answer)) return answer;
  const varied = withVary(answer);
  const coding = codingFor(accepted);
  return coding === undefined ? varied : compress(varied, coding);
}

function isShort(body: EncodedAnswer['body']): boolean {
  return body.length <= SHORT_CHARS || (body.length <= SHORT_BYTES && Buffer.byteLength(body) <= SHORT_BYTES);
}

function isCompressible({ status, headers, isPassed }: EncodedAnswer): boolean {
  // An upstream's goes out as it came.
  if (isPassed || status === 206 || 'content-encoding' in headers || 'content-range' in headers) return false;
  if (/\bno-transform\b/i.test(String(headers['cache-control'] ?? ''))) return false;
  return COMPRESSIBLE.test(String(headers['content-type'] ?? ''));
}

/** What may come in several codings says so (RFC 9110, 12.5.5). */
function withVary(answer: EncodedAnswer): EncodedAnswer {
  const names = [answer.headers.vary ?? []].flat().join(', ');
  if (names === '*' || /(?:^|[,\s])accept-encoding(?:[,\s]|$)/i.test(names)) return answer;
  const vary = names === '' ? 'Accept-Encoding' : `${names}, Accept-Encoding`;
  return { ...answer, headers: { ...answer.headers, vary } };
}

/** Its types lack the order that counts where the client prefers none. */
interface EncodingChooser {
  encoding(available: readonly string[], options: { readonly preferred: readonly string[] }): string | undefined;
}

function codingFor(accepted: string | undefined): (typeof CODINGS)[number] | undefined {
  if (accepted === undefined || accepted === '') return undefined;
  const negotiator = new Negotiator({ headers: { 'accept-encoding': accepted } }) as unknown as EncodingChooser;
  const preferred = [...CODINGS, 'identity'];
  const coding = negotiator.encoding(preferred, { preferred });
  return CODINGS.find((one) => one === coding);
}

async function compress(answer: EncodedAnswer, coding: (typeof CODINGS)[number]): Promise<EncodedAnswer> {
  const { body, headers } = answer;
  const bytes = typeof body === 'string' ? ((await bytesIfLarge(body)) ?? Buffer.from(body)) : body;
  const compressed = await compressors[coding](bytes);
  if (compressed.length >= bytes.length) return answer;
  return { ...answer, headers: { ...headers, 'content-encoding': coding }, body: compressed };
}
