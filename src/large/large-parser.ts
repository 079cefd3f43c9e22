import type { Json } from '../json.ts';
import { endOfNumber, endOfString, isLongNumber, parseJsonText } from '../json-text.ts';
import { beforeEscape, isBlank } from './json-spans.ts';
import { LargeBuilder } from './large-builder.ts';
import type { Sized } from './large-builder.ts';
import { NoJson, TooDeep } from './not-json.ts';
import { Pace } from './turn.ts';

/** Characters of JSON text that are parsed in one go. */
const PIECE = 16_384;
/** A string of more characters is a member by itself. */
const LARGE_STRING = 65_536;

const [QUOTE, COMMA, COLON, ZERO, NINE] = [0x22, 0x2c, 0x3a, 0x30, 0x39];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** An array or object that has been begun; the first one stands for the whole text. */
interface Level {
  kind: '[' | '{';
  /** Where its bracket is. */
  start: number;
  /** Where what has not been parsed of it begins. */
  from: number;
  after: NoJson['after'];
  /** Its last comma from there on, and the colon behind that; -1: none. */
  comma: number;
  colon: number;
  /** Levels below it. */
  depth: number;
  /** Once it is known to be large. */
  builder: LargeBuilder | undefined;
  /** A large member has been begun, and its name. */
  inMember: boolean;
  key: string | undefined;
}

/** Why the scan has stopped: a slice is over, keys that came twice have to be settled, or there is a large string. */
type ParserStop = 'slice' | 'settle' | { readonly stringEnd: number };

/**
 * Goes through the text once, character by character, and knows only which brackets are open. What it has passed is
 * handed to `JSON.parse` in pieces: some members of one array or object. An array or object that ends within a piece
 * is never parsed by itself; one that does not is large.
 */
export class LargeParser {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #levels: Level[] = [newLevel()];
  readonly #pace = new Pace();
  #depth = 0;
  #at = 0;
  /** How far the string that begins here has been passed. */
  #passed = 0;
  /** Of what has been passed. */
  #hasLongNumber = false;
  /** The whole value, where it is large. */
  #root: Sized | undefined;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  async parse(): Promise<Json> {
    while (this.#at < this.#text.length) {
      const stop = this.#scan(Math.max(this.#at, this.#passed) + PIECE);
      if (stop === 'settle') await this.#level(this.#depth).builder?.settle(this.#pace);
      else if (stop !== 'slice') await this.#largeString(stop.stringEnd);
      if (this.#pace.isOver) await this.#pace.next();
    }
    return this.#end();
  }

  #scan(until: number): ParserStop {
    const text = this.#text;
    for (; this.#at < text.length; this.#at++) {
      if (this.#at >= until) return 'slice';
      const code = text.charCodeAt(this.#at);
      if (code === QUOTE) {
        const end = endOfString(text, Math.max(this.#at + 1, this.#passed), until);
        if (end < text.length && text.charCodeAt(end) !== QUOTE) {
          this.#passed = end;
          return 'slice';
        }
        const isLarge = end - this.#at > LARGE_STRING && end < text.length;
        if (isLarge && this.#isValueNext()) return { stringEnd: end };
        this.#at = end;
      } else if (code === COMMA) this.#comma();
      else if (code === COLON) this.#colon();
      else if (code === OPEN_LIST || code === OPEN_OBJECT) this.#open(code === OPEN_LIST ? '[' : '{');
      else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
        if (!this.#close(code === CLOSE_LIST ? '[' : '{')) return 'settle';
      } else if (code <= NINE && code >= ZERO) this.#number();
    }
    return 'slice';
  }

  #open(kind: Level['kind']): void {
    if (++this.#depth > this.#maxDepth) throw new TooDeep(this.#at);
    const level = (this.#levels[this.#depth] ??= newLevel());
    level.kind = kind;
    level.start = this.#at;
    level.depth = 0;
    level.builder = undefined;
    goOnAt(level, this.#at + 1, 'bracket');
  }

  #comma(): void {
    const level = this.#level(this.#depth);
    const at = this.#at;
    // A comma between no brackets is what `end` refuses.
    if (this.#depth === 0) return;
    if (level.inMember) this.#blank(level, at);
    else if (at - level.from > PIECE) {
      this.#makeLarge();
      this.#take(level, at);
    } else {
      level.comma = at;
      level.colon = -1;
      return;
    }
    goOnAt(level, at + 1, 'comma');
  }

  #colon(): void {
    const level = this.#level(this.#depth);
    if (level.colon < 0) level.colon = this.#at;
  }

  #number(): void {
    const end = endOfNumber(this.#text, this.#at);
    this.#hasLongNumber ||= isLongNumber(this.#text, this.#at, end);
    this.#at = end - 1;
  }

  /** False: it has to be settled first. */
  #close(kind: Level['kind']): boolean {
    const level = this.#level(this.#depth);
    const { builder } = level;
    const parent = this.#levels[this.#depth - 1] ?? this.#fail(level);
    if (!builder) {
      parent.depth = Math.max(parent.depth, level.depth + 1);
      this.#depth--;
      return true;
    }
    if (kind !== level.kind) this.#fail(level);
    if (level.inMember) this.#blank(level, this.#at);
    else if (level.after !== 'bracket' || !isBlank(this.#text, level.from, this.#at)) this.#take(level, this.#at);
    goOnAt(level, this.#at, 'member');
    level.inMember = true;
    if (builder.isUnsettled) return false;
    builder.deepen(level.depth);
    this.#depth--;
    this.#add(parent, builder.finish(), this.#at + 1);
    return true;
  }

  /** The large member that has been begun has ended before `end`. */
  #add(level: Level, member: Sized, end: number): void {
    level.depth = Math.max(level.depth, member.depth);
    if (level.builder) level.builder.add(level.key, member);
    else this.#root = member;
    goOnAt(level, end, 'member');
    level.inMember = true;
  }

  /** Parses what has been passed of a level, up to `end`. */
  #take(level: Level, end: number): void {
    if (isBlank(this.#text, level.from, end)) this.#fail(level);
    try {
      level.builder?.addText(this.#text.slice(level.from, end), this.#hasLongNumber);
    } catch (error) {
      if (error instanceof SyntaxError) this.#fail(level);
      throw error;
    }
  }

  /** Notes that all levels that are open are large. */
  #makeLarge(): void {
    for (let depth = 1; depth <= this.#depth; depth++) {
      const level = this.#level(depth);
      if (level.builder) continue;
      this.#beginMember(this.#level(depth - 1), level.start);
      level.builder = new LargeBuilder(level.kind === '[' ? 'array' : 'object');
    }
  }

  /** The member of a large level whose value begins at `start` is large: parses what comes before it. */
  #beginMember(level: Level, start: number): void {
    if (level.inMember) this.#fail(level);
    if (level.comma >= 0 && level.builder) {
      const { comma, colon } = level;
      this.#take(level, comma);
      goOnAt(level, comma + 1, 'comma');
      level.colon = colon;
    }
    if (level.kind === '{') level.key = this.#name(level, start);
    else this.#blank(level, start);
    level.inMember = true;
  }

  /** The name of the member whose value begins at `start`. */
  #name(level: Level, start: number): string {
    if (level.colon < 0) this.#fail(level);
    if (!isBlank(this.#text, level.colon + 1, start)) this.#fail(level);
    try {
      const name = parseJsonText(this.#text.slice(level.from, level.colon));
      return typeof name === 'string' ? name : this.#fail(level);
    } catch (error) {
      if (error instanceof SyntaxError) this.#fail(level);
      throw error;
    }
  }

  #isValueNext(): boolean {
    const { kind, colon, inMember } = this.#level(this.#depth);
    return !inMember && (kind === '[' || colon >= 0);
  }

  /** Parses the string that begins here, in slices. */
  async #largeString(end: number): Promise<void> {
    this.#makeLarge();
    const level = this.#level(this.#depth);
    this.#beginMember(level, this.#at);
    const pieces: string[] = [];
    for (let from = this.#at + 1; from < end;) {
      const to = from + PIECE < end ? beforeEscape(this.#text, from, from + PIECE) : end;
      try {
        pieces.push(parseJsonText(`"${this.#text.slice(from, to)}"`) as string);
      } catch (error) {
        if (error instanceof SyntaxError) this.#fail(level);
        throw error;
      }
      from = to;
      if (this.#pace.isOver) await this.#pace.next();
    }
    // Without an escape it stands in the text as it is.
    const isAsWritten = pieces.reduce((sum, { length }) => sum + length, 0) === end - this.#at - 1;
    const value = isAsWritten ? this.#text.slice(this.#at + 1, end) : pieces.join('');
    this.#add(level, { value, chars: value.length + 2, depth: 0 }, end + 1);
    this.#at = end + 1;
  }

  #end(): Json {
    const root = this.#level(0);
    if (this.#depth > 0) {
      const large = this.#levels.slice(0, this.#depth + 1).findLast(({ builder }) => builder !== undefined);
      this.#fail(large ?? root);
    }
    if (this.#root) {
      this.#blank(root, this.#text.length);
      return this.#root.value;
    }
    try {
      return parseJsonText(this.#text);
    } catch (error) {
      if (error instanceof SyntaxError) this.#fail(root);
      throw error;
    }
  }

  #blank(level: Level, end: number): void {
    if (!isBlank(this.#text, level.from, end)) this.#fail(level);
  }

  #level(depth: number): Level {
    const level = this.#levels[depth];
    if (!level) throw new Error('a level is missing');
    return level;
  }

  #fail(level: Level): never {
    const open = this.#levels.slice(1, this.#levels.indexOf(level) + 1).map(({ kind }) => kind);
    throw new NoJson(level.from, open, level.after);
  }
}

function newLevel(): Level {
  return {
    ...{ kind: '[', start: -1, from: 0, after: 'bracket', comma: -1, colon: -1 },
    ...{ depth: 0, builder: undefined, inMember: false, key: undefined },
  };
}

/** What has not been parsed of the level begins at `from`. */
function goOnAt(level: Level, from: number, after: Level['after']): void {
  level.from = from;
  level.after = after;
  level.comma = -1;
  level.colon = -1;
  level.inMember = false;
}
