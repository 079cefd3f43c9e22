import { isNested } from '../json.ts';
import type { Json } from '../json.ts';
import { largeJson, largeParts, parseMembers } from '../large/large-json.ts';
import type { LargeParts, Part } from '../large/large-json.ts';
import { charsUpTo } from '../large/size.ts';
import { Pace } from '../large/turn.ts';
import type { Redactor } from './redactor.ts';

/** Characters that are masked in one go. */
const PIECE = 32_768;

/** `redactor.json` of a value that may be large, in slices. */
export function maskLarge(redactor: Redactor, value: Json): Promise<Json> {
  return new LargeMask(redactor).mask(value);
}

class LargeMask {
  readonly #redactor: Redactor;
  readonly #pace = new Pace();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  async mask(value: Json): Promise<Json> {
    if (this.#pace.isOver) await this.#pace.next();
    if (charsUpTo(value, PIECE) < PIECE) return this.#redactor.json(value);
    if (typeof value === 'string') return this.#text(value);
    if (!isNested(value)) return value;
    const large = largeParts(value);
    if (large) return this.#parts(large);
    if (Array.isArray(value)) {
      const items: Json[] = [];
      for (const item of value as readonly Json[]) items.push(await this.mask(item));
      return items;
    }
    const members: [string, Json][] = [];
    for (const [key, member] of Object.entries(value as Readonly<Record<string, Json>>)) {
      members.push(await this.#member(key, member));
    }
    return Object.fromEntries(members);
  }

  async #parts(large: LargeParts): Promise<Json> {
    const parts: Part[] = [];
    for (const part of large.parts) {
      if (this.#pace.isOver) await this.#pace.next();
      if ('text' in part) parts.push(this.#part(large, part));
      else if (part.key === undefined) parts.push({ ...part, value: await this.mask(part.value) });
      else {
        const [key, value] = await this.#member(part.key, part.value);
        parts.push({ ...part, key, value });
      }
    }
    // Masked names are not those of the index.
    return largeJson({ ...large, parts, index: undefined });
  }

  #part({ kind }: LargeParts, part: Extract<Part, { readonly text: string }>): Part {
    const members = parseMembers({ kind }, part.text);
    const masked = this.#redactor.json(members);
    return masked === members ? part : { ...part, text: JSON.stringify(masked).slice(1, -1) };
  }

  async #member(name: string, value: Json): Promise<[string, Json]> {
    const [[key, masked] = [name, '']] = Object.entries(this.#redactor.json({ [name]: '' }) as Record<string, Json>);
    // What belongs to a header that is a credential is not shown, whatever it is.
    return [key, masked === '' ? await this.mask(value) : masked];
  }

  async #text(text: string): Promise<string> {
    const pieces: string[] = [];
    for (let from = 0; from < text.length;) {
      const end = from + PIECE < text.length ? this.#redactor.cutAt(text, from + PIECE) : text.length;
      const to = end > from ? end : text.length;
      pieces.push(this.#redactor.text(text.slice(from, to)));
      from = to;
      if (this.#pace.isOver) await this.#pace.next();
    }
    return pieces.join('');
  }
}
