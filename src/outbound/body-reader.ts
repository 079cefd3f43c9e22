import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { ByteCollector } from './byte-collector.ts';
import { type CODINGS, isZlib } from '../content-coding.ts';

/** Takes the body of one answer. Exactly one of the callbacks is called, once. */
export interface BodyReader {
  /** False: stop sending until `onDrain`. */
  write(chunk: Buffer): boolean;
  end(): void;
  /** Decoded so far. */
  received(): Buffer;
  /** No callback after this. */
  destroy(): void;
}

export interface BodyEvents {
  onBody(body: Buffer): void;
  /** `why` the body is refused. */
  onRefused(why: string, cause?: unknown): void;
  onDrain(): void;
}

/**
 * Reads a body of at most `limit` bytes, after each decompression; what is over it is cut while it streams.
 * @param codings in the order in which they were applied. Undefined: one of them is not known.
 */
export function createBodyReader(
  codings: readonly string[],
  expected: number | undefined,
  limit: number,
  events: BodyEvents,
): BodyReader | undefined {
  if (codings.length === 0) return new PlainReader(expected, limit, events);
  if (!codings.every((name) => DECODERS.has(name))) return undefined;
  const reader = (names: readonly string[], onDrain: () => void): BodyReader => {
    const name = names.at(-1);
    if (name === undefined) return new PlainReader(expected, limit, events);
    return decodingReader(name, (resume) => reader(names.slice(0, -1), resume), limit, {
      onBody: (body) => events.onBody(body),
      onRefused: (why, cause) => events.onRefused(why, cause),
      onDrain,
    });
  };
  return reader(codings, () => events.onDrain());
}

type Decoder = (first: Buffer) => Transform;

/** Picked by the first chunk. */
const DECODER_OF: Readonly<Record<(typeof CODINGS)[number], Decoder>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: (first) => (isZlib(first) ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};
const DECODERS: ReadonlyMap<string, Decoder> = new Map(Object.entries(DECODER_OF));

class PlainReader implements BodyReader {
  readonly #collector: ByteCollector;
  readonly #limit: number;
  readonly #events: BodyEvents;

  constructor(expected: number | undefined, limit: number, events: BodyEvents) {
    this.#collector = new ByteCollector(limit, expected);
    this.#limit = limit;
    this.#events = events;
  }

  write(chunk: Buffer): boolean {
    if (!this.#collector.add(chunk)) this.#events.onRefused(tooLong(this.#limit));
    return true;
  }

  end(): void {
    this.#events.onBody(this.#collector.bytes());
  }

  received(): Buffer {
    return this.#collector.bytes();
  }

  destroy(): void {
    // It holds nothing that lives on.
  }
}

/** Decodes one coding, the last that was applied, into the reader of the others. */
function decodingReader(
  name: string,
  nextReader: (onDrain: () => void) => BodyReader,
  limit: number,
  events: BodyEvents,
): BodyReader {
  let decoder: Transform | undefined;
  let length = 0;
  const next = nextReader(() => decoder?.resume());
  const start = (first: Buffer): Transform | undefined =>
    DECODERS.get(name)?.(first)
      .on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > limit) events.onRefused(tooLong(limit));
        else if (!next.write(chunk)) decoder?.pause();
      })
      .on('end', () => next.end())
      .on('drain', () => events.onDrain())
      .on('error', (error) => events.onRefused(`its body is no valid ${name} (${error.message})`, error));
  return {
    // It keeps the chunk until it gets to it, and the next one may be in the same memory.
    write: (chunk) => (decoder ??= start(chunk))?.write(Buffer.from(chunk)) ?? true,
    // An empty body stays empty, whatever it says about its encoding.
    end: () => (decoder ? void decoder.end() : next.end()),
    received: () => next.received(),
    destroy() {
      decoder?.destroy();
      next.destroy();
    },
  };
}

/** Why a body of more bytes is refused. */
export function tooLong(limit: number): string {
  return `its body is over ${limit / 1024 / 1024} MiB`;
}
