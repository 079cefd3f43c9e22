import { isNested, type Json, type JsonObject } from '../json.ts';
import { eachMember, largeParts } from '../large/large-json.ts';
import { LongNumber } from '../long-number.ts';
import { percentDecode } from './percent-decoded.ts';
import type { PercentDecoded } from './percent-decoded.ts';
import { FormFinder, SHORTEST } from './form-finder.ts';
import type { SecretMatch } from './form-finder.ts';
import { secretForms } from './secret-forms.ts';

/** Hides secrets from all that is stored, logged or shown. */
export interface Redactor {
  /** `text` with every secret in it, plain or in another form (`secretForms`, URL-encoded), as `***NAME***`. */
  readonly text: (text: string) => string;
  /** The same in every string of `value`; values of credential headers become `***`. Shares what it did not change. */
  readonly json: (value: Json) => Json;
  /** Whether JSON text is known to hold nothing that `json` would change in its value, levels too deep for it apart. */
  readonly isClean: (text: string) => boolean;
  /** The largest position of `text` that is not over `end`, and does not cut what has to be masked. */
  readonly cutAt: (text: string, end: number) => number;
}

/** A client can nest JSON deeper than any stack is. */
const DEEPEST = 500;

/** Headers whose values are not shown. */
export const CREDENTIALS: readonly string[] = [
  'authorization',
  'cookie',
  'set-cookie',
  'proxy-authorization',
  'x-api-key',
];
const CREDENTIAL_HEADERS = new Set(CREDENTIALS);
const SHOWN_CREDENTIAL = new RegExp(`"(?:${CREDENTIALS.join('|')})":(?!null|"\\*\\*\\*")`, 'i');

/** Values that secrets no longer have, by name: a secret may have had many. */
export type FormerSecrets = readonly (readonly [name: string, value: string])[];

const NO_FORMER: FormerSecrets = [];

/**
 * @param secrets the values by name; a new object whenever one has changed.
 * @param former a new list whenever one is added or removed.
 */
export function createRedactor(
  secrets: () => Readonly<Record<string, string>>,
  former: () => FormerSecrets = () => NO_FORMER,
): Redactor {
  let known: Readonly<Record<string, string>> = {};
  let knownFormer = NO_FORMER;
  let matcher = emptyMatcher();
  const current = (): Matcher => {
    const [now, before] = [secrets(), former()];
    if (now !== known || before !== knownFormer) {
      [known, knownFormer] = [now, before];
      matcher = updated(matcher, now, before);
    }
    return matcher;
  };
  return {
    text: (text) => maskText(text, current()),
    json: (value) => maskJson(value, current()),
    isClean: (text) => isClean(text, current()),
    cutAt: (text, end) => cutAt(text, end, current()),
  };
}

interface Matcher {
  /** Finds any form of any secret. */
  readonly finder: FormFinder;
  /** `***NAME***` by form. */
  readonly masks: Map<string, string>;
  /** Masks of secrets that a JSON number may be. */
  readonly numbers: Map<number, string>;
  /** Finds those that stand otherwise in JSON text. */
  readonly inText: FormFinder;
  /** There are some that are not found in it. */
  isTextUnclear: boolean;
  /** The names and values that all this was made of. */
  readonly known: Set<string>;
}

function emptyMatcher(): Matcher {
  const [finder, inText] = [new FormFinder(), new FormFinder()];
  return { finder, inText, isTextUnclear: false, masks: new Map(), numbers: new Map(), known: new Set() };
}

/** Adds values that are new; builds all anew where one was removed, which happens when the retention time is over. */
function updated(before: Matcher, secrets: Readonly<Record<string, string>>, former: FormerSecrets): Matcher {
  // Of two names with the same value the later one counts: the one that has it now.
  const values = [...former, ...Object.entries(secrets)].filter(([, value]) => value !== '');
  const keys = new Set(values.map(keyOf));
  const matcher = [...before.known].every((key) => keys.has(key)) ? before : emptyMatcher();
  for (const one of values) if (!matcher.known.has(keyOf(one))) add(matcher, one);
  return matcher;
}

function keyOf([name, value]: FormerSecrets[number]): string {
  return `${name} ${value}`;
}

function add(matcher: Matcher, one: FormerSecrets[number]): void {
  const { finder, masks, numbers, known } = matcher;
  const [name, value] = one;
  known.add(keyOf(one));
  const mask = `***${name}***`;
  for (const form of secretForms(value)) {
    masks.set(form, mask);
    finder.add(form, mask);
    addText(matcher, form, JSON.stringify(form).slice(1, -1));
  }
  if (!/^-?\d+(\.\d+)?$/.test(value)) return;
  numbers.set(Number(value), mask);
  addText(matcher, value, String(Number(value)));
}

/** A form, and how it stands in JSON text. One that is too short, or half a surrogate pair, is not found there. */
function addText(matcher: Matcher, form: string, text: string): void {
  if (text.length < SHORTEST || !form.isWellFormed()) matcher.isTextUnclear = true;
  else if (text !== form) matcher.inText.add(text, '');
}

function isClean(text: string, { finder, inText, masks, isTextUnclear }: Matcher): boolean {
  if (SHOWN_CREDENTIAL.test(text)) return false;
  if (masks.size === 0) return true;
  return !isTextUnclear && !text.includes('%') && finder.find(text).length === 0 && inText.find(text).length === 0;
}

function maskText(text: string, { finder, masks }: Matcher): string {
  const whole = masks.get(text);
  if (whole !== undefined) return whole;
  const found = finder.find(text);
  const plain = found.length === 0 ? text : replaced(text, found);
  return plain.includes('%') ? maskEncoded(plain, finder, masks) : plain;
}

function maskEncoded(text: string, finder: FormFinder, masks: ReadonlyMap<string, string>): string {
  const decoded = percentDecode(text);
  const whole = masks.get(decoded.text);
  if (whole !== undefined) return whole;
  return replaced(text, findEncoded(text, decoded, finder));
}

/** What is found in the decoded text, at its places in `text`. */
function findEncoded(text: string, decoded: PercentDecoded, finder: FormFinder): SecretMatch[] {
  const place = (at: number): number => decoded.starts[at] ?? text.length;
  return finder.find(decoded.text).map(({ start, end, mask }) => ({ start: place(start), end: place(end), mask }));
}

function replaced(text: string, found: readonly SecretMatch[]): string {
  let masked = '';
  let from = 0;
  for (const { start, end, mask } of found) {
    masked += text.slice(from, start) + mask;
    from = end;
  }
  return masked + text.slice(from);
}

/** Characters that one character may be, percent-encoded. */
const ENCODED_CHARS = 9;

function cutAt(text: string, end: number, matcher: Matcher): number {
  const { finder } = matcher;
  const { longest } = finder;
  if (longest === 0 || end >= text.length) return end;
  const start = Math.max(0, end - longest * ENCODED_CHARS);
  const around = text.slice(start, end + longest * ENCODED_CHARS);
  const isCut = (one: SecretMatch): boolean => start + one.start < end && end < start + one.end;
  const cut =
    finder.find(around).find(isCut) ??
    (around.includes('%') ? findEncoded(around, percentDecode(around), finder).find(isCut) : undefined);
  return cut ? cutAt(text, start + cut.start, matcher) : end;
}

function maskJson(value: Json, matcher: Matcher, depth = 0): Json {
  if (typeof value === 'string') return maskText(value, matcher);
  if (typeof value === 'number') return matcher.numbers.get(value) ?? value;
  if (value instanceof LongNumber) return matcher.masks.get(value.toString()) ?? value;
  if (!isNested(value)) return value;
  if (depth === DEEPEST) return '(nested too deep to be shown)';
  return isArray(value) ? maskArray(value, matcher, depth + 1) : maskObject(value, matcher, depth + 1);
}

function maskArray(list: readonly Json[], matcher: Matcher, depth: number): Json {
  const masked = list.map((item) => maskJson(item, matcher, depth));
  return masked.some((item, index) => item !== list[index]) ? masked : list;
}

function maskObject(object: JsonObject, matcher: Matcher, depth: number): Json {
  const members = largeParts(object) ? [...eachMember(object)] : Object.entries(object);
  const entries = members.map(([key, value]): [string, Json] => [
    maskText(key, matcher),
    value !== null && CREDENTIAL_HEADERS.has(key.toLowerCase()) ? '***' : maskJson(value, matcher, depth),
  ]);
  return entries.some(([key, value]) => object[key] !== value) ? Object.fromEntries(entries) : object;
}

function isArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}
