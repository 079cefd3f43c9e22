import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { IncomingHttpHeaders } from 'node:http';
import { codingsOf, isZlib } from '../content-coding.ts';
import { StepgateError, wrongField } from '../error.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import { tooLarge } from './read-body.ts';

/** More than any client applies; each costs a decompression up to the limit. */
const MOST_CODINGS = 3;

type Decoder = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: ReadonlyMap<string, (bytes: Buffer) => Decoder> = new Map([
  ['gzip', () => promisify(gunzip)],
  ['x-gzip', () => promisify(gunzip)],
  ['deflate', (bytes: Buffer) => promisify(isZlib(bytes) ? inflate : inflateRaw)],
  ['br', () => promisify(brotliDecompress)],
] as const);

/**
 * The codings of a body that are to be undone, in the order in which they were applied.
 * @throws StepgateError 000415 for one that is not known.
 */
export function requestCodings(headers: IncomingHttpHeaders): readonly string[] {
  const header = headers['content-encoding'];
  if (header === undefined) return [];
  const codings = codingsOf(header);
  if (codings.length <= MOST_CODINGS && codings.every((name) => DECODERS.has(name))) return codings;
  const shown = JSON.stringify(header.slice(0, 100));
  throw new StepgateError('000415', `the content encoding ${shown} is not taken; send gzip, deflate, br, or none`);
}

/**
 * Decompresses a body in Node's thread pool, no further than the limit.
 * @throws StepgateError 000413 over the limit, 000400 for what is no such coding.
 */
export async function decompressBody(
  body: Buffer,
  codings: readonly string[],
  limitBytes: number,
  rule: CompiledRule,
): Promise<Buffer> {
  let bytes = body;
  for (const name of codings.toReversed()) {
    const decoder = DECODERS.get(name)?.(bytes);
    if (decoder && bytes.length > 0) bytes = await decompress(decoder, name, bytes, limitBytes, rule);
  }
  return bytes;
}

async function decompress(
  decoder: Decoder,
  name: string,
  bytes: Buffer,
  limitBytes: number,
  rule: CompiledRule,
): Promise<Buffer> {
  try {
    return await decoder(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(limitBytes, rule);
    throw wrongField('request.body', `is no valid ${name}`);
  }
}
