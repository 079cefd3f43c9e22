import { codePointOf } from './code-point.ts';

/** What XML 1.0 can hold, for checks of rules and for writers of documents. */

/** `Name` (fifth edition, 2.3). */
const NAME_START =
  ':A-Z_a-z\\u{c0}-\\u{d6}\\u{d8}-\\u{f6}\\u{f8}-\\u{2ff}\\u{370}-\\u{37d}\\u{37f}-\\u{1fff}\\u{200c}-\\u{200d}\\u{2070}-\\u{218f}\\u{2c00}-\\u{2fef}\\u{3001}-\\u{d7ff}\\u{f900}-\\u{fdcf}\\u{fdf0}-\\u{fffd}\\u{10000}-\\u{effff}';
const NAME = new RegExp(`^[${NAME_START}][-.0-9\\u{b7}\\u{300}-\\u{36f}\\u{203f}-\\u{2040}${NAME_START}]*$`, 'u');

/** What XML 1.0 (2.2) cannot hold, not even escaped. */
const NOT_A_CHAR = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Whether an element or attribute can be called so. */
export function isXmlName(text: string): boolean {
  return NAME.test(text);
}

/** The first character that XML cannot hold, for messages; undefined: it holds all. */
export function notInXml(text: string): string | undefined {
  const wrong = NOT_A_CHAR.exec(text);
  return wrong === null ? undefined : `the character ${codePointOf(wrong[0])}`;
}
