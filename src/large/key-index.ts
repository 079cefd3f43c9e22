import { randomInt } from 'node:crypto';

/** Tables, by the last bits of the hash: so that one which grows is a small part of all. */
const TABLES = 32;
const FIRST_SLOTS = 16;
/** Of a slot: two hashes, and the number that was given for the key, plus one; 0: it is free. */
const SLOT = 3;
/** Characters of a key at its begin and at its end that are hashed. */
const HASHED = 64;

/** So that nobody can know which keys share a hash. */
const SEED = randomInt(0x7fffffff);

interface Table {
  slots: Int32Array;
  used: number;
}

/**
 * Numbers by key, without the keys: 12 to 24 bytes a key, none of them an object that V8 has to manage. Two keys may be
 * taken for the same, once in some 2^64: the caller checks that the key is really there.
 */
export class KeyIndex {
  readonly #tables = Array.from({ length: TABLES }, (): Table => ({
    slots: new Int32Array(FIRST_SLOTS * SLOT),
    used: 0,
  }));

  /** The number of a key; undefined: it has none. */
  get(key: string): number | undefined {
    const [first, second] = [hash(key, SEED), hash(key, ~SEED)];
    const { slots } = this.#tableOf(first);
    const number = slots[placeOf(slots, first, second) + 2];
    return number === undefined || number === 0 ? undefined : number - 1;
  }

  /** Gives the key a number, unless it has one; gives that one then. */
  add(key: string, number: number): number | undefined {
    const [first, second] = [hash(key, SEED), hash(key, ~SEED)];
    const table = this.#tableOf(first);
    const place = placeOf(table.slots, first, second);
    const known = table.slots[place + 2] ?? 0;
    if (known !== 0) return known - 1;
    put(table.slots, place, first, second, number + 1);
    table.used += 1;
    if (table.used * 2 * SLOT > table.slots.length) grow(table);
    return undefined;
  }

  #tableOf(first: number): Table {
    const table = this.#tables[first & (TABLES - 1)];
    if (!table) throw new Error('a hash without a table');
    return table;
  }
}

/** Where the key's slot is, or the free one where it belongs. */
function placeOf(slots: Int32Array, first: number, second: number): number {
  const mask = slots.length / SLOT - 1;
  for (let slot = (first >>> 5) & mask; ; slot = (slot + 1) & mask) {
    const place = slot * SLOT;
    if (slots[place + 2] === 0 || (slots[place] === first && slots[place + 1] === second)) return place;
  }
}

function put(slots: Int32Array, place: number, first: number, second: number, number: number): void {
  slots[place] = first;
  slots[place + 1] = second;
  slots[place + 2] = number;
}

function grow(table: Table): void {
  const old = table.slots;
  table.slots = new Int32Array(old.length * 2);
  for (let at = 0; at < old.length; at += SLOT) {
    const [first = 0, second = 0, number = 0] = [old[at], old[at + 1], old[at + 2]];
    if (number !== 0) put(table.slots, placeOf(table.slots, first, second), first, second, number);
  }
}

/** 32 bits of a key: its length, its begin and its end (the mixing of MurmurHash3). */
function hash(key: string, seed: number): number {
  const { length } = key;
  let mixed = seed ^ length;
  const begin = Math.min(length, HASHED);
  for (let at = 0; at < begin; at++) mixed = mix(mixed, key.charCodeAt(at));
  for (let at = Math.max(begin, length - HASHED); at < length; at++) mixed = mix(mixed, key.charCodeAt(at));
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function mix(mixed: number, code: number): number {
  const scrambled = Math.imul(code, 0xcc9e2d51);
  const next = mixed ^ Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0;
}
