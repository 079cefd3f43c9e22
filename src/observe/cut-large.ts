import { isNested, isObject } from '../json.ts';
import type { Json } from '../json.ts';
import { largeJson, largeParts, membersOf } from '../large/large-json.ts';
import type { LargeParts, Member, Part } from '../large/large-json.ts';
import { charsUpTo } from '../large/size.ts';
import { jsonBytesLarge } from '../large/stringify.ts';
import { Pace } from '../large/turn.ts';
import { SMALLEST, cutNote, fairShare, leftOut } from './cut-json.ts';

/** The largest position of a text that is not over `end`, and cuts nothing that has to be masked. */
export type CutAt = (text: string, end: number) => number;

/**
 * `value` in about `budget` characters of JSON: long strings are cut, long lists and objects lose their end, and say so.
 * It looks no further into the value than that takes, and works in slices.
 */
export function cutLarge(value: Json, budget: number, cutAt: CutAt): Promise<Json> {
  return new LargeCut(cutAt).cut(value, budget);
}

class LargeCut {
  readonly #cutAt: CutAt;
  readonly #pace = new Pace();

  constructor(cutAt: CutAt) {
    this.#cutAt = cutAt;
  }

  async cut(value: Json, budget: number): Promise<Json> {
    if (this.#pace.isOver) await this.#pace.next();
    if (typeof value === 'string') return value.length + 2 <= budget ? value : this.#text(value, budget);
    if (!isNested(value) || charsUpTo(value, budget + 1) <= budget) return value;
    const large = largeParts(value);
    if (large) return this.#parts(large, budget - SMALLEST);
    return isObject(value) ? this.#object(value, budget) : this.#list(value, budget);
  }

  async #object(value: Readonly<Record<string, Json>>, budget: number): Promise<Json> {
    const entries = Object.entries(value);
    const { kept, share } = sharesOf(entries, budget - SMALLEST);
    const cut: Member[] = [];
    for (const [key, member] of kept) cut.push([key, await this.cut(member, share)]);
    const lost = entries.length - kept.length;
    return Object.fromEntries(lost === 0 ? cut : [...cut, ['…', leftOut(lost)]]);
  }

  async #list(value: Json & object, budget: number): Promise<Json> {
    const list = value as readonly Json[];
    const { kept, share } = sharesOf(Object.entries(list), budget - SMALLEST);
    const cut: Json[] = [];
    for (const [, member] of kept) cut.push(await this.cut(member, share));
    const lost = list.length - kept.length;
    return lost === 0 ? cut : [...cut, leftOut(lost)];
  }

  /** The first parts that fit, and of the next one the first members that do. */
  async #parts(large: LargeParts, budget: number): Promise<Json> {
    const parts: Part[] = [];
    let left = budget;
    let length = 0;
    for (const part of large.parts) {
      if (this.#pace.isOver) await this.#pace.next();
      const chars = 'text' in part ? part.text.length + 1 : charsUpTo(part.value, left) + (part.key?.length ?? 0) + 4;
      if (chars > left) {
        const some = await this.#members(large, part, left);
        parts.push(...some);
        length += some.length;
        break;
      }
      parts.push(part);
      length += part.count;
      left -= chars;
    }
    const lost = large.length - length;
    const note = large.kind === 'array' ? undefined : '…';
    if (lost > 0) parts.push({ key: note, value: leftOut(lost), count: 1 });
    return largeJson({
      ...large,
      parts,
      length: lost > 0 ? length + 1 : length,
      chars: budget - left,
      index: undefined,
    });
  }

  async #members(large: LargeParts, part: Part, budget: number): Promise<Part[]> {
    const some: Part[] = [];
    let left = budget;
    for (const [name, value] of membersOf(large, part, 0)) {
      const key = large.kind === 'array' ? undefined : name;
      const room = left - (key === undefined ? 1 : key.length + 4);
      const chars = charsUpTo(value, room + 1);
      // Rather a few whole ones than a part of each; but a part of one that is too large by itself.
      if (chars > room && (some.length > 0 || room < SMALLEST)) break;
      some.push({ key, value: chars > room ? await this.cut(value, room) : value, count: 1 });
      left = room - chars;
      if (left < SMALLEST) break;
    }
    return some;
  }

  async #text(text: string, budget: number): Promise<string> {
    const note = cutNote(text);
    const room = Math.max(0, budget - note.length - 2);
    const head = text.slice(0, room);
    // Escapes, and characters of several bytes, make it longer.
    const bytes = await jsonBytesLarge(head);
    const end = bytes <= room + 2 ? room : Math.floor((room * room) / bytes);
    return (
      text
        .slice(0, this.#cutAt(text, end))
        .toWellFormed()
        .replace(/\ufffd$/, '') + note
    );
  }
}

/** The first members for which there is room, if the large ones among them are cut to `share`. */
function sharesOf(
  entries: readonly Member[],
  room: number,
): { readonly kept: readonly Member[]; readonly share: number } {
  const kept: Member[] = [];
  const sizes: number[] = [];
  let [needed, names, total] = [0, 0, 0];
  for (const [key, value] of entries) {
    const size = charsUpTo(value, room);
    needed += key.length + 4 + Math.min(size, SMALLEST);
    if (needed > room) break;
    kept.push([key, value]);
    sizes.push(size);
    names += key.length + 4;
    total += size;
  }
  return { kept, share: total <= room - names ? Infinity : fairShare(sizes, room - names) };
}
