/** Characters that are joined in one go. */
const PIECE = 32_768;

/**
 * Puts a long text together of many short ones. They are joined as they come: a million of them would outlive several
 * collections of garbage, each of which would copy them.
 */
export class TextBuilder {
  readonly #pieces: string[] = [];
  #pending: string[] = [];
  #chars = 0;

  add(text: string): void {
    this.#pending.push(text);
    this.#chars += text.length;
    if (this.#chars > PIECE) this.#join();
  }

  toString(): string {
    this.#join();
    return this.#pieces.join('');
  }

  #join(): void {
    this.#pieces.push(this.#pending.join(''));
    [this.#pending, this.#chars] = [[], 0];
  }
}
