import type { Json, JsonObject } from '../json.ts';
import { textOf } from '../large/stringify.ts';

/** Headers by lower-case name. */
export type HeaderFields = Record<string, string | string[]>;

/** A header's value as text: null is left out, an array repeats the header, an object is JSON. Undefined: there is none. */
export function headerText(value: Json): string | string[] | undefined {
  const texts = (Array.isArray(value) ? (value as Json[]) : [value]).filter((item) => item !== null).map(textOf);
  return texts.length > 1 ? texts : texts[0];
}

/** A rule's headers as text. */
export function headerFields(header: JsonObject): HeaderFields {
  // Without a prototype: `__proto__` is a valid header name.
  const fields = Object.create(null) as HeaderFields;
  for (const [name, value] of Object.entries(header)) {
    const text = headerText(value);
    if (text !== undefined) fields[name.toLowerCase()] = text;
  }
  return fields;
}
