import type { Json } from '../json.ts';
import { parseScanned } from '../json-text.ts';
import { stringify } from './stringify.ts';
import { KeyIndex } from './key-index.ts';
import { largeJson, membersOf } from './large-json.ts';
import type { LargeParts, Part } from './large-json.ts';
import { splitMembers } from './split-members.ts';
import type { Pace } from './turn.ts';

/** What holds no more than this beside its large members is an ordinary array or object. */
const PLAIN_CHARS = 65_536;
const PLAIN_MEMBERS = 1000;

/** A value and its size (`LargeParts`). */
export interface Sized {
  readonly value: Json;
  readonly chars: number;
  readonly depth: number;
}

/** Puts an array or object together of what is read of it, in order. */
export class LargeBuilder {
  readonly kind: LargeParts['kind'];
  readonly #parts: Part[] = [];
  readonly #index: KeyIndex | undefined;
  #length = 0;
  #chars = 2;
  #textChars = 0;
  #depth = 0;
  /** What came for a key that was there already: the last one counts, at the place of the first. */
  readonly #later = new Map<string, Json>();
  /** Parts that have such keys. */
  readonly #outdated = new Set<number>();

  constructor(kind: LargeParts['kind']) {
    this.kind = kind;
    this.#index = kind === 'object' ? new KeyIndex() : undefined;
  }

  /** Whether `settle` has to be awaited before `finish`. */
  get isUnsettled(): boolean {
    return this.#later.size > 0;
  }

  /**
   * Adds members as they stand in a text, not large ones.
   * @param hasLongNumber whether there may be a number among them that is a LongNumber.
   * @throws SyntaxError
   */
  addText(text: string, hasLongNumber: boolean): void {
    if (this.kind === 'array') {
      this.addItems(parseScanned(`[${text}]`, hasLongNumber) as readonly Json[]);
    } else {
      this.addMembers(splitMembers(text, hasLongNumber));
    }
  }

  /** Adds members of an array, not large ones. */
  addItems(list: readonly Json[]): void {
    this.#push(JSON.stringify(list).slice(1, -1), list.length);
  }

  /** Adds members of an object, name and value in turns; not large ones. */
  addMembers(namesAndValues: readonly Json[]): void {
    const texts: string[] = [];
    for (let at = 0; at + 1 < namesAndValues.length; at += 2) {
      const [key, value] = [namesAndValues[at] as string, namesAndValues[at + 1] ?? null];
      if (this.#isNew(key, value)) texts.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
    }
    this.#push(texts.join(','), texts.length);
  }

  /** Adds one member that may be large. `key`: in an object. */
  add(key: string | undefined, { value, chars, depth }: Sized): void {
    if (key !== undefined && !this.#isNew(key, value)) return;
    this.#parts.push({ key, value, count: 1 });
    this.#length += 1;
    this.#chars += chars + (key?.length ?? 0) + 4;
    this.deepen(depth);
  }

  /** Notes how deep its members nest. */
  deepen(depth: number): void {
    this.#depth = Math.max(this.#depth, depth);
  }

  #isNew(key: string, value: Json): boolean {
    const known = this.#index?.add(key, this.#parts.length);
    if (known === undefined) return true;
    this.#outdated.add(known);
    this.#later.set(key, value);
    return false;
  }

  #push(text: string, count: number): void {
    if (count === 0) return;
    this.#parts.push({ text, count });
    this.#length += count;
    this.#chars += text.length + 1;
    this.#textChars += text.length;
  }

  /** Puts the last value of each key that came more than once in the place of its first. */
  async settle(pace: Pace): Promise<void> {
    for (const number of this.#outdated) {
      if (pace.isOver) await pace.next();
      const part = this.#parts[number];
      if (!part) continue;
      const texts = membersOf(this, part, 0).map(([key, value]) => {
        const last = this.#later.get(key);
        this.#later.delete(key);
        return `${JSON.stringify(key)}:${stringify(last === undefined ? value : last)}`;
      });
      this.#parts[number] = { text: texts.join(','), count: part.count };
    }
    // Other keys were taken for these.
    for (const [key, value] of this.#later) this.#push(`${JSON.stringify(key)}:${stringify(value)}`, 1);
    this.#later.clear();
  }

  finish(): Sized {
    const isPlain = this.#textChars <= PLAIN_CHARS && this.#length <= PLAIN_MEMBERS;
    const parts = this.#asParts();
    return { value: isPlain ? plain(parts) : largeJson(parts), chars: this.#chars, depth: parts.depth };
  }

  #asParts(): LargeParts {
    return {
      kind: this.kind,
      parts: this.#parts,
      length: this.#length,
      chars: this.#chars,
      depth: this.#depth + 1,
      index: this.#index,
    };
  }
}

function plain(large: LargeParts): Json {
  const members = large.parts.flatMap((part) => membersOf(large, part, 0));
  // fromEntries makes an own `__proto__` of a key of that name.
  return large.kind === 'array' ? members.map(([, value]) => value) : Object.fromEntries(members);
}
