import type { Json, JsonObject } from '../json.ts';
import { textOf } from '../large/stringify.ts';

/** Headers by lower-case name. */
export type HeaderFields = Record<string, string | string[]>;

/** A rule's headers as text: null is left out, an array repeats the header, an object is JSON. */
export function headerFields(header: JsonObject): HeaderFields {
  // Without a prototype: `__proto__` is a valid header name.
  const fields = Object.create(null) as HeaderFields;
  for (const [name, value] of Object.entries(header)) {
    const texts = (Array.isArray(value) ? (value as Json[]) : [value]).filter((item) => item !== null).map(textOf);
    if (texts.length > 0) fields[name.toLowerCase()] = texts.length === 1 && texts[0] !== undefined ? texts[0] : texts;
  }
  return fields;
}
