import { WideMap } from '../../large/wide-map.ts';

/** The members and elements that a schema has evaluated; `unevaluatedProperties` and `unevaluatedItems` skip them. */
export class Annotations {
  #names: WideMap<true> | undefined;
  /** By index: with a set, a list of a million elements takes three times as long to validate (measured). */
  #indexes: boolean[] | undefined;
  /** Those of schemas of the same value: many of them are not copied in one go. */
  #others: Annotations[] | undefined;

  hasName(name: string): boolean {
    return this.#names?.get(name) === true || (this.#others?.some((other) => other.hasName(name)) ?? false);
  }

  addName(name: string): void {
    (this.#names ??= new WideMap()).set(name, true);
  }

  hasIndex(index: number): boolean {
    return this.#indexes?.[index] === true || (this.#others?.some((other) => other.hasIndex(index)) ?? false);
  }

  addIndex(index: number): void {
    (this.#indexes ??= [])[index] = true;
  }

  /** What `other` has. */
  add(other: Annotations): void {
    if (other.#names || other.#indexes || other.#others) (this.#others ??= []).push(other);
  }
}
