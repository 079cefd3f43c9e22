import type { Json } from '../../json.ts';
import { largeParts } from '../../large/large-json.ts';
import { isLarge } from '../../large/size.ts';
import type { LinearPattern } from '../request/pattern.ts';
import type { Annotations } from './annotations.ts';

/** Where in the value, from the inside out; undefined: the value itself. */
export interface ValuePath {
  readonly up: ValuePath | undefined;
  readonly key: string | number;
}

/** Applies a schema, or one keyword of it, to a value. */
export type Check = (
  value: Json,
  path: ValuePath | undefined,
  evaluation: Evaluation,
  annotations: Annotations | undefined,
) => boolean;

/** Something wrong with a value. */
export interface Violation {
  readonly path: ValuePath | undefined;
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
  readonly violation: Violation;

  constructor(violation: Violation = { path: undefined, message: TOO_COMPLEX }) {
    super(violation.message);
    this.violation = violation;
  }
}

/** Schemas applied to one value in all: references can make their number grow exponentially with its depth. */
const MOST_STEPS = 2_000_000;
/** Schemas applied within one another. */
const DEEPEST = 1000;
/** Instructions of patterns visited for one value: some 50 ms at worst. */
const MOST_MATCHING = 250_000;
/** More violations than these are dropped: an answer stays in proportion to its request. */
const MOST_VIOLATIONS = 1000;

/** What is left to be checked of a large value, in slices. */
export interface Deferred {
  readonly steps: Iterator<unknown>;
  readonly depth: number;
  readonly scope: readonly string[];
}

/** What has been done of one value. */
interface Done {
  steps: number;
  matching: number;
}

/** One validation of one value. */
export class Evaluation {
  /** Undefined while only the verdict counts. */
  #violations: Violation[] | undefined = [];
  /** The resources that evaluation has come through, outermost first: where `$dynamicRef` looks. */
  readonly scope: string[];
  /** What was put off, in the order in which it is to be done. */
  readonly deferred: Deferred[] = [];
  /** Whether it is of a large value. */
  readonly #isLarge: boolean;
  readonly #done: Done;
  #isApart = false;
  #depth: number;

  constructor(ofLarge: boolean, done: Done = { steps: 0, matching: 0 }, scope: readonly string[] = [], depth = 0) {
    this.#isLarge = ofLarge;
    this.#done = done;
    this.scope = [...scope];
    this.#depth = depth;
  }

  get violations(): readonly Violation[] {
    return this.#violations ?? [];
  }

  /** Whether only the verdict counts: then the first violation settles it. */
  get isQuiet(): boolean {
    return this.#violations === undefined;
  }

  /**
   * Does `act` with each of `all`. Where they are of a large value and nothing waits for the verdict, that is done later, in
   * slices, and counts as true for now.
   */
  each<T>(value: object, all: Iterable<T>, annotations: Annotations | undefined, act: (one: T) => boolean): boolean {
    // Annotations are complete where the schemas of the value are judged one after another (`judgesLater`).
    if (largeParts(value) && this.#mayWait && (!annotations || isLarge(value)))
      return this.#putOff(Iterator.from(all).map(act));
    let valid = true;
    for (const one of all) valid = act(one) && valid;
    return valid;
  }

  /**
   * Decides by what each of `checks` finds in a large value, where nothing waits for the verdict: later, in slices, each
   * when the one before it has ended. It counts as true for now; false: nothing was put off.
   */
  judgesLater(
    value: Json,
    path: ValuePath | undefined,
    annotations: Annotations | undefined,
    checks: readonly Check[],
    decide: (found: readonly (readonly Violation[])[]) => unknown,
  ): boolean {
    return this.later(value, () => this.#judging(value, path, annotations, checks, decide));
  }

  *#judging(
    value: Json,
    path: ValuePath | undefined,
    annotations: Annotations | undefined,
    checks: readonly Check[],
    decide: (found: readonly (readonly Violation[])[]) => unknown,
  ): Generator {
    const found: (readonly Violation[])[] = [];
    for (const check of checks) found.push(yield* this.#foundBy(check, value, path, annotations));
    decide(found);
  }

  /** What a check finds in a large value, in slices. */
  *#foundBy(
    check: Check,
    value: Json,
    path: ValuePath | undefined,
    annotations: Annotations | undefined,
  ): Generator<unknown, readonly Violation[]> {
    const apart = new Evaluation(true, this.#done, this.scope, this.#depth);
    check(value, path, apart, annotations);
    for (const deferred of apart.deferred) {
      apart.resume(deferred);
      while (deferred.steps.next().done !== true) yield;
    }
    return apart.violations;
  }

  /** Does `steps` of a large value later, in slices, where nothing waits for the verdict; false: it does not. */
  later(value: Json, steps: () => Iterator<unknown>): boolean {
    return this.#isPutOff(value) && this.#putOff(steps());
  }

  /** Whether a check holds for a value: a step of what is done later. */
  *holds(check: Check, value: Json, path: ValuePath | undefined): Generator<unknown, boolean> {
    if (this.#isPutOff(value)) return (yield* this.#foundBy(check, value, path, undefined)).length === 0;
    return this.quietly(() => check(value, path, this, undefined));
  }

  #isPutOff(value: Json): boolean {
    return this.#isLarge && this.#mayWait && isLarge(value);
  }

  get #mayWait(): boolean {
    return !this.isQuiet && !this.#isApart;
  }

  #putOff(steps: Iterator<unknown>): true {
    this.deferred.push({ steps, depth: this.#depth, scope: [...this.scope] });
    return true;
  }

  /** Before what was put off is done: as it was then. */
  resume({ depth, scope }: Deferred): void {
    this.#depth = depth;
    this.scope.splice(0, Infinity, ...scope);
  }

  /** Before a schema of the resource `base` is applied. @throws Exhausted. True: `leave` needs to know. */
  enter(base: string): boolean {
    if (++this.#done.steps > MOST_STEPS || ++this.#depth > DEEPEST) throw new Exhausted();
    if (this.scope.at(-1) === base) return false;
    this.scope.push(base);
    return true;
  }

  leave(hasEntered: boolean): void {
    this.#depth--;
    if (hasEntered) this.scope.pop();
  }

  /** Whether `text`, which is at `path`, has the pattern. @throws Exhausted where that may take too long. */
  matches(pattern: LinearPattern, text: string, path: ValuePath | undefined): boolean {
    this.#done.matching += pattern.cost(text);
    if (this.#done.matching > MOST_MATCHING) throw new Exhausted({ path, message: TOO_LONG });
    return pattern.test(text);
  }

  /** Adds a violation; always false. */
  fail(path: ValuePath | undefined, message: string): false {
    if (this.#violations !== undefined && this.#violations.length < MOST_VIOLATIONS)
      this.#violations.push({ path, message });
    return false;
  }

  /** Runs `check` for its verdict only. */
  quietly(check: () => boolean): boolean {
    const violations = this.#violations;
    this.#violations = undefined;
    const valid = check();
    this.#violations = violations;
    return valid;
  }

  /** The violations of `check`, kept apart. */
  apart(check: () => boolean): readonly Violation[] {
    const violations = this.#violations;
    const own: Violation[] = (this.#violations = []);
    const wasApart = this.#isApart;
    this.#isApart = true;
    check();
    this.#isApart = wasApart;
    this.#violations = violations;
    return own;
  }
}
