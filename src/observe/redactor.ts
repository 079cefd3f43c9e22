import { isNested, type Json, type JsonObject } from '../json.ts';
import { LongNumber } from '../long-number.ts';
import { percentDecode } from './percent-decoded.ts';
import { secretForms, SHORTEST_PART } from './secret-forms.ts';

/** Hides secrets from all that is stored, logged or shown (spec/run.md, "Run log"). */
export interface Redactor {
  /** `text` with every secret in it, plain, base64 or URL-encoded, as `***NAME***`. */
  readonly text: (text: string) => string;
  /** The same in every string of `value`; values of credential headers become `***`. Shares what it did not change. */
  readonly json: (value: Json) => Json;
}

/** A client can nest JSON deeper than any stack is. */
const DEEPEST = 500;

const CREDENTIAL_HEADERS = new Set(['authorization', 'cookie', 'set-cookie', 'proxy-authorization', 'x-api-key']);

/** @param secrets the values by name; a new object whenever one has changed. */
export function createRedactor(secrets: () => Readonly<Record<string, string>>): Redactor {
  let known: Readonly<Record<string, string>> | undefined;
  let matcher = createMatcher({});
  const current = (): Matcher => {
    const now = secrets();
    if (now !== known) [known, matcher] = [now, createMatcher(now)];
    return matcher;
  };
  return {
    text: (text) => maskText(text, current()),
    json: (value) => maskJson(value, current()),
  };
}

interface Matcher {
  /** Finds any form of any secret; undefined: there are none. */
  readonly pattern: RegExp | undefined;
  /** `***NAME***` by form. */
  readonly masks: ReadonlyMap<string, string>;
  /** Masks of secrets that a JSON number may be. */
  readonly numbers: ReadonlyMap<number, string>;
}

function createMatcher(secrets: Readonly<Record<string, string>>): Matcher {
  const masks = new Map<string, string>();
  const numbers = new Map<number, string>();
  for (const [name, value] of Object.entries(secrets)) {
    if (value === '') continue;
    const mask = `***${name}***`;
    for (const form of secretForms(value)) if (!masks.has(form)) masks.set(form, mask);
    if (/^-?\d+(\.\d+)?$/.test(value)) numbers.set(Number(value), mask);
  }
  // The longest first: a secret that begins with another one is masked whole.
  const forms = [...masks.keys()].filter((form) => form.length >= SHORTEST_PART).sort((a, b) => b.length - a.length);
  const pattern = forms.length === 0 ? undefined : new RegExp(forms.map(escapePattern).join('|'), 'g');
  return { pattern, masks, numbers };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function maskText(text: string, { pattern, masks }: Matcher): string {
  const whole = masks.get(text);
  if (whole !== undefined) return whole;
  if (pattern === undefined) return text;
  const plain = text.replace(pattern, (form) => masks.get(form) ?? '***');
  return plain.includes('%') ? maskEncoded(plain, pattern, masks) : plain;
}

function maskEncoded(text: string, pattern: RegExp, masks: ReadonlyMap<string, string>): string {
  const decoded = percentDecode(text);
  const whole = masks.get(decoded.text);
  if (whole !== undefined) return whole;
  let masked = '';
  let from = 0;
  for (const { 0: form, index } of decoded.text.matchAll(pattern)) {
    masked += text.slice(from, decoded.starts[index]) + (masks.get(form) ?? '***');
    from = decoded.starts[index + form.length] ?? text.length;
  }
  return masked + text.slice(from);
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
  const entries = Object.entries(object).map(([key, value]): [string, Json] => [
    maskText(key, matcher),
    value !== null && CREDENTIAL_HEADERS.has(key.toLowerCase()) ? '***' : maskJson(value, matcher, depth),
  ]);
  return entries.some(([key, value]) => object[key] !== value) ? Object.fromEntries(entries) : object;
}

function isArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}
