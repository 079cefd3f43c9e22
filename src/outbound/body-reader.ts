import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { ByteCollector } from './byte-collector.ts';

/** Takes the body of one answer. Exactly one of the callbacks is called, once. */
export interface BodyReader {
  /** False: stop sending until `onDrain`. */
  write(chunk: Buffer): boolean;
  end(): void;
  /** No callback after this. */
  destroy(): void;
}

export interface BodyEvents {
  readonly onBody: (body: Buffer) => void;
  /** `why` the body is refused. */
  readonly onRefused: (why: string, cause?: unknown) => void;
  readonly onDrain: () => void;
}

/**
 * Reads a body of at most `limit` bytes, after decompression; what is over it is cut while it streams.
 * Undefined: the encoding is not known.
 */
export function createBodyReader(
  encoding: string,
  expected: number | undefined,
  limit: number,
  events: BodyEvents,
): BodyReader | undefined {
  const name = encoding.trim().toLowerCase();
  const collector = new ByteCollector(limit, expected);
  if (name === '' || name === 'identity') return plainReader(collector, limit, events);
  const decoderFor = DECODERS[name];
  return decoderFor && encodedReader(decoderFor, name, collector, limit, events);
}

/** By content coding (RFC 9110, 8.4.1); picked by the first chunk. */
const DECODERS: Readonly<Record<string, ((first: Buffer) => Transform) | undefined>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  // "deflate" is a zlib stream; some servers send the bare deflate stream, whose first byte never looks like that.
  deflate: (first) => (((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};

function plainReader(collector: ByteCollector, limit: number, events: BodyEvents): BodyReader {
  return {
    write(chunk) {
      if (!collector.add(chunk)) events.onRefused(tooLong(limit));
      return true;
    },
    end: () => events.onBody(collector.bytes()),
    destroy: () => undefined,
  };
}

function encodedReader(
  decoderFor: (first: Buffer) => Transform,
  name: string,
  collector: ByteCollector,
  limit: number,
  events: BodyEvents,
): BodyReader {
  let decoder: Transform | undefined;
  const start = (first: Buffer): Transform =>
    decoderFor(first)
      .on('data', (chunk: Buffer) => {
        if (!collector.add(chunk)) events.onRefused(tooLong(limit));
      })
      .on('end', () => events.onBody(collector.bytes()))
      .on('drain', () => events.onDrain())
      .on('error', (error) => events.onRefused(`its body is no valid ${name} (${error.message})`, error));
  return {
    write: (chunk) => (decoder ??= start(chunk)).write(chunk),
    // An empty body stays empty, whatever it says about its encoding.
    end: () => (decoder ? void decoder.end() : events.onBody(collector.bytes())),
    destroy: () => void decoder?.destroy(),
  };
}

function tooLong(limit: number): string {
  return `its body is over ${limit / 1024 / 1024} MiB`;
}
