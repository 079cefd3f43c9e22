import { RE2JS } from 're2js';
import { measure, type Work } from './automaton.ts';

/** A regular expression that takes time linear in the text, found anywhere in it. */
export interface LinearPattern {
  test(text: string): boolean;
  /** At most so many instructions are looked at, some 0.1 µs each. */
  cost(text: string): number;
}

/** The most instructions of a compiled pattern. */
const LARGEST = 10_000;
/** The most instructions where each character may cost a look at all of them. */
const LARGEST_UNMEASURED = 2_500;
/** Above this many instructions a pattern is measured when its rule is compiled, not at a request. */
const LARGE = 100;
/** Texts that cost less, all instructions looked at for each character, are not worth measuring the pattern. */
const CHEAP = 10_000;

/** Compiles a pattern. @throws Error with the reason why it is refused. */
export function linearPattern(source: string): LinearPattern {
  const pattern = RE2JS.compile(inRe2Syntax(source));
  const size = pattern.programSize();
  if (size > LARGEST) throw new Error('its repetitions make it too large');
  let work: Work | undefined | 'unknown' = 'unknown';
  const measured = (): Work | undefined => (work === 'unknown' ? (work = measure(pattern)) : work);
  if (size > LARGE && measured() === undefined && size > LARGEST_UNMEASURED)
    throw new Error('it is large, and can be at many of its places at once; anchor it, or repeat less');
  return {
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
export function patternFault(source: string): string | undefined {
  try {
    linearPattern(source);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace('error parsing regexp: ', '') : String(error);
    return `${JSON.stringify(source)} is no pattern in linear-time syntax (RE2): ${reason}`;
  }
}

/** JavaScript's `\\uXXXX`, `\\cX`, `\\p{Letter}` and `\\p{Script=Greek}`, written as RE2 has them. */
function inRe2Syntax(source: string): string {
  const named = source.replace(/\\(?:([pP])\{(?:[a-zA-Z_]+=)?(\w+)\}|[^])/g, (all, p?: string, name?: string) =>
    p === undefined || name === undefined ? all : `\\${p}{${CATEGORIES.get(name) ?? name}}`,
  );
  return RE2JS.translateRegExp(named);
}

/** Unicode's general categories by their long names (PropertyValueAliases.txt). */
const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['Letter', 'L'],
  ['Lowercase_Letter', 'Ll'],
  ['Uppercase_Letter', 'Lu'],
  ['Titlecase_Letter', 'Lt'],
  ['Modifier_Letter', 'Lm'],
  ['Other_Letter', 'Lo'],
  ['Mark', 'M'],
  ['Number', 'N'],
  ['Decimal_Number', 'Nd'],
  ['digit', 'Nd'],
  ['Punctuation', 'P'],
  ['punct', 'P'],
  ['Symbol', 'S'],
  ['Separator', 'Z'],
  ['Space_Separator', 'Zs'],
  ['Control', 'Cc'],
]);
