import { KeyIndex } from './key-index.ts';

/** Members of a map of V8's: a larger one takes too long to grow, 80 ms at half a million. */
const FEW = 1000;

/** Values by name, in the order in which the names came. However many there are, it grows in small steps. */
export class WideMap<V> implements Iterable<readonly [name: string, value: V]> {
  readonly #first = new Map<string, V>();
  /** What came once that was full. */
  #rest: Rest<V> | undefined;

  get size(): number {
    return this.#first.size + (this.#rest?.names.length ?? 0);
  }

  get(name: string): V | undefined {
    if (!this.#rest || this.#first.has(name)) return this.#first.get(name);
    const place = placeOf(name, this.#rest);
    return place === undefined ? undefined : this.#rest.values[place];
  }

  set(name: string, value: V): void {
    if (this.#first.size < FEW || this.#first.has(name)) {
      this.#first.set(name, value);
      return;
    }
    const rest = (this.#rest ??= { names: [], values: [], index: new KeyIndex(), mistaken: new Map() });
    const place = placeOf(name, rest) ?? add(name, rest);
    rest.values[place] = value;
  }

  *[Symbol.iterator](): Generator<readonly [name: string, value: V], void, undefined> {
    yield* this.#first;
    for (const [at, name] of (this.#rest?.names ?? []).entries()) yield [name, this.#rest?.values[at] as V];
  }
}

interface Rest<V> {
  readonly names: string[];
  readonly values: V[];
  /** The place of each name. */
  readonly index: KeyIndex;
  /** That of names for which the index has the place of another; these are long ones, so they are few. */
  readonly mistaken: Map<string, number>;
}

function placeOf(name: string, { names, index, mistaken }: Rest<unknown>): number | undefined {
  const place = index.get(name);
  return place === undefined || names[place] === name ? place : mistaken.get(name);
}

function add(name: string, { names, index, mistaken }: Rest<unknown>): number {
  const place = names.push(name) - 1;
  if (index.add(name, place) !== undefined) mistaken.set(name, place);
  return place;
}
