const FIRST_BLOCK = 4096;
/** What is announced and never sent should cost little. */
const MAX_FIRST_BLOCK = 1024 * 1024;

/**
 * Puts chunks together, up to `limit` bytes. They are copied: a peer that sends its answer a byte at a time would
 * otherwise cost a hundred times its size.
 */
export class ByteCollector {
  readonly #limit: number;
  readonly #expected: number;
  #block: Buffer;
  #length = 0;

  /** `expected`: the length, where it is known. */
  constructor(limit: number, expected = FIRST_BLOCK) {
    this.#limit = limit;
    this.#expected = Math.min(limit, expected);
    this.#block = Buffer.allocUnsafe(Math.min(this.#expected, MAX_FIRST_BLOCK));
  }

  /** False: that is over the limit, and nothing was added. */
  add(chunk: Uint8Array): boolean {
    const length = this.#length + chunk.length;
    if (length > this.#limit) return false;
    if (length > this.#block.length) this.#grow(length);
    this.#block.set(chunk, this.#length);
    this.#length = length;
    return true;
  }

  bytes(): Buffer {
    return this.#length === this.#block.length ? this.#block : this.#block.subarray(0, this.#length);
  }

  #grow(length: number): void {
    const block = Buffer.allocUnsafe(Math.min(this.#limit, Math.max(length, this.#expected, this.#block.length * 2)));
    block.set(this.bytes());
    this.#block = block;
  }
}
