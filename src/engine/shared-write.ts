/** One write at a time: all who ask while one is under way share the next. */
export class SharedWrite {
  readonly #write: () => Promise<void>;
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** @param write must not reject. */
  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when all that was there when it was called is written. */
  ask(): Promise<void> {
    this.#next ??= this.#begin();
    return this.#next;
  }

  /** Resolves when no write is under way, and none is to begin; undefined: that is so. */
  get idle(): Promise<void> | undefined {
    return this.#next ?? this.#current;
  }

  async #begin(): Promise<void> {
    await this.#current;
    this.#next = undefined;
    const current = this.#write();
    this.#current = current;
    await current;
    if (this.#current === current) this.#current = undefined;
  }
}
