import type { LinearPattern } from '../request/pattern.ts';

/** Where in the value, from the inside out; undefined: the value itself. */
export interface Path {
  readonly up: Path | undefined;
  readonly key: string | number;
}

/** Something wrong with a value. */
export interface Found {
  readonly path: Path | undefined;
  /** To be read after the path: `is required`. */
  readonly message: string;
}

/** Said of a value whose check takes too many steps. */
export const TOO_COMPLEX = 'is too complex for its schema';

/** Said of a text whose pattern would have to look at too much. */
const TOO_LONG = 'is too long to be checked against its pattern';

/** The value needs more work, or goes deeper, than any sensible one. */
export class Exhausted extends Error {
  override readonly name = 'Exhausted';
  readonly found: Found;

  constructor(found: Found = { path: undefined, message: TOO_COMPLEX }) {
    super(found.message);
    this.found = found;
  }
}

/** Schemas applied to one value in all: references can make their number grow exponentially with its depth. */
const MOST_STEPS = 2_000_000;
/** Schemas applied within one another. */
const DEEPEST = 1000;
/** Instructions of patterns looked at for one value: some 50 ms at worst. */
const MOST_MATCHING = 250_000;
/** More findings than these are dropped: an answer stays in proportion to its request. */
const MOST_FOUND = 1000;

/** One validation of one value. */
export class Run {
  /** Undefined while only the verdict counts. */
  #found: Found[] | undefined = [];
  /** The resources that evaluation has come through, outermost first: where `$dynamicRef` looks. */
  readonly scope: string[] = [];
  #steps = 0;
  #depth = 0;
  #matching = 0;

  get found(): readonly Found[] {
    return this.#found ?? [];
  }

  /** Whether findings are wanted: if not, the first one settles it. */
  get isQuiet(): boolean {
    return this.#found === undefined;
  }

  /** Before a schema of the resource `base` is applied. @throws Exhausted. True: `leave` must be told so. */
  enter(base: string): boolean {
    if (++this.#steps > MOST_STEPS || ++this.#depth > DEEPEST) throw new Exhausted();
    if (this.scope.at(-1) === base) return false;
    this.scope.push(base);
    return true;
  }

  leave(hasEntered: boolean): void {
    this.#depth--;
    if (hasEntered) this.scope.pop();
  }

  /** Whether `text`, which is at `path`, has the pattern. @throws Exhausted where that may take too long. */
  matches(pattern: LinearPattern, text: string, path: Path | undefined): boolean {
    this.#matching += pattern.cost(text);
    if (this.#matching > MOST_MATCHING) throw new Exhausted({ path, message: TOO_LONG });
    return pattern.test(text);
  }

  /** Notes what is wrong; always false. */
  fail(path: Path | undefined, message: string): false {
    if (this.#found !== undefined && this.#found.length < MOST_FOUND) this.#found.push({ path, message });
    return false;
  }

  /** Runs `check` for its verdict only. */
  quietly(check: () => boolean): boolean {
    const found = this.#found;
    this.#found = undefined;
    const valid = check();
    this.#found = found;
    return valid;
  }

  /** What `check` finds, kept apart. */
  apart(check: () => boolean): readonly Found[] {
    const found = this.#found;
    const own: Found[] = (this.#found = []);
    check();
    this.#found = found;
    return own;
  }
}

/** The members and elements that a schema has looked at: what `unevaluatedProperties` and `unevaluatedItems` leave out. */
export class Marks {
  readonly names = new Set<string>();
  readonly indexes = new Set<number>();

  add(other: Marks): void {
    for (const name of other.names) this.names.add(name);
    for (const index of other.indexes) this.indexes.add(index);
  }
}
