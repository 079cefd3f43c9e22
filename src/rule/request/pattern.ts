import { RE2JS } from 're2js';
import { LRUCache } from 'lru-cache';
import { measure, type Work } from './automaton.ts';
import { toRe2 } from './re2-syntax.ts';

/** A regular expression that takes time linear in the text, found anywhere in it. */
export interface LinearPattern {
  test(text: string): boolean;
  /** At most so many instructions are visited, some 0.1 µs each. */
  cost(text: string): number;
}

/** The most instructions of a compiled pattern. */
const LARGEST = 10_000;
/** The most instructions where each character may cost a look at all of them. */
const LARGEST_UNMEASURED = 2_500;
/** Above this many instructions a pattern is measured when its rule is compiled, not at a request. */
const LARGE = 100;
/** Texts that cost less, all instructions visited for each character, are not worth measuring the pattern. */
const CHEAP = 10_000;

/** Compiled patterns by their source: many rules have the same ones, and to compile one takes 0.2 ms (measured). */
const compiled = new LRUCache<string, LinearPattern & { readonly bytes: number }>({
  maxSize: 8 * 2 ** 20,
  sizeCalculation: ({ bytes }) => bytes,
});

/** A pattern. @throws Error with the reason why it is refused. */
export function linearPattern(source: string): LinearPattern {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const pattern = compilePattern(source);
  compiled.set(source, pattern);
  return pattern;
}

/** Of an instruction of a compiled pattern, and of its place in the automaton: about. */
const INSTRUCTION_BYTES = 400;

function compilePattern(source: string): LinearPattern & { readonly bytes: number } {
  const pattern = RE2JS.compile(toRe2(source));
  const size = pattern.programSize();
  if (size > LARGEST) throw new Error('its repetitions make it too large');
  let work: Work | undefined | 'unknown' = 'unknown';
  const measured = (): Work | undefined => (work === 'unknown' ? (work = measure(pattern)) : work);
  if (size > LARGE && measured() === undefined && size > LARGEST_UNMEASURED)
    throw new Error('it is large, and can be at many of its places at once; anchor it, or repeat less');
  return {
    bytes: source.length * 2 + size * INSTRUCTION_BYTES,
    test: (text) => pattern.test(text),
    cost({ length }) {
      const most = size * length;
      if (most <= CHEAP) return most;
      const { width, steps } = measured() ?? { width: size, steps: length };
      return Math.min(most, width * Math.min(steps, length));
    },
  };
}

/** Why a pattern is refused; undefined: it is fine. */
export function patternError(source: string): string | undefined {
  try {
    linearPattern(source);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? reasonOf(error.message, source) : String(error);
    return `${JSON.stringify(source)} is no pattern in linear-time syntax (RE2): ${reason}`;
  }
}

/** What RE2JS found, with the column where what it names stands only once. */
function reasonOf(message: string, source: string): string {
  const reason = message.replace('error parsing regexp: ', '');
  // Of a stray `)` it names all that stands before it.
  const fragment = reason.startsWith('unexpected )') ? '' : (/`([^]+)`$/.exec(reason)?.[1] ?? '');
  const at = fragment === '' ? -1 : source.indexOf(fragment);
  const place = at >= 0 && at === source.lastIndexOf(fragment) ? `at column ${at + 1}, ` : '';
  const hint = reason.startsWith('invalid repeat count')
    ? '; RE2 repeats at most 1000 times, what is repeated within a repetition multiplied'
    : '';
  return place + reason + hint;
}
