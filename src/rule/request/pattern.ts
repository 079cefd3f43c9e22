import { RE2JS } from 're2js';

/** The most instructions of a compiled pattern: time is linear in the text, and this is the factor. */
const LARGEST = 10_000;

/** A regular expression that takes time linear in the text, found anywhere in it. @throws Error with the reason. */
export function linearPattern(source: string): { test(text: string): boolean } {
  const pattern = RE2JS.compile(inRe2Syntax(source));
  if (pattern.programSize() > LARGEST) throw new Error('its repetitions make it too large');
  return pattern;
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
