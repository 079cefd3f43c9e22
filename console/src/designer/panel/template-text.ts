import { isWholePlaceholder, type Json, parseJsonText, diagnoseJson } from '../model/rule-language.ts';

/** A text of the panel as a value, or what keeps it from being one. */
export type ReadTemplate =
  | { readonly ok: true; readonly value: Json | undefined }
  | { readonly ok: false; readonly offset: number; readonly expected: string };

/** What begins like this is meant as JSON. */
const JSON_BEGINS = /^\s*(?:\[|"|\{\s*(?:"|\}|$))/;

/**
 * A template as it is typed: JSON, or a text as it stands, such as `{data}` or `Hello {user.name}`; empty: none.
 */
export function readTemplate(text: string): ReadTemplate {
  if (text.trim() === '') return { ok: true, value: undefined };
  const found = diagnoseJson(text);
  if (found === undefined) return { ok: true, value: parseJsonText(text) };
  if (!JSON_BEGINS.test(text)) return { ok: true, value: text.trim() };
  return { ok: false, offset: found.offset, expected: found.expected };
}

/** How a value is written in the panel: `readTemplate` reads the same value back. */
export function writeTemplate(value: Json | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string' && isPlain(value)) return value;
  return JSON.stringify(value, null, 2);
}

function isPlain(text: string): boolean {
  if (text.trim() !== text || text === '') return false;
  return isWholePlaceholder(text) || (!JSON_BEGINS.test(text) && diagnoseJson(text) !== undefined);
}
