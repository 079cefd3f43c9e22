import type { Json } from '../json.ts';
import { elementsOf, largeJson, largeParts, type Part } from './large-json.ts';
import { charsUpTo } from './size.ts';
import { depthOf } from './with-members.ts';

/** A list that is put together of elements, and of those of other lists: a large one's stay the text that they are kept as. */
export class JoinedList {
  #elements: Json[] = [];
  readonly #parts: Part[] = [];
  #length = 0;
  #chars = 2;
  #depth = 1;

  add(element: Json): void {
    this.#elements.push(element);
  }

  /** @returns how many elements it went through: none of a list that stays text. */
  addAll(list: readonly Json[]): number {
    const large = largeParts(list);
    if (!large || large.mark) {
      for (const element of elementsOf(list)) this.#elements.push(element);
      return list.length;
    }
    this.#keep();
    this.#parts.push(...large.parts);
    this.#length += large.length;
    this.#chars += large.chars;
    this.#depth = Math.max(this.#depth, large.depth);
    return 0;
  }

  finish(): Json {
    if (this.#parts.length === 0) return this.#elements;
    this.#keep();
    const [length, chars, depth] = [this.#length, this.#chars, this.#depth];
    return largeJson({ kind: 'array', parts: this.#parts, length, chars, depth, index: undefined });
  }

  /** Notes what has been added one by one as parts. */
  #keep(): void {
    for (const value of this.#elements) {
      this.#parts.push({ key: undefined, value, count: 1 });
      this.#chars += charsUpTo(value, Infinity) + 1;
      this.#depth = Math.max(this.#depth, 1 + depthOf(value));
    }
    this.#length += this.#elements.length;
    this.#elements = [];
  }
}
