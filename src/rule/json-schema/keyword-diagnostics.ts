import { isObject, type Json } from '../../json.ts';
import { nearest } from '../../nearest.ts';
import { metaSchemas } from './meta-schemas.ts';
import type { SchemaObject } from './schema.ts';

/** A diagnostic of a keyword that JSON Schema 2020-12 does not have, or has in another form. */
export interface KeywordDiagnostic {
  readonly keyword: string;
  readonly message: string;
  /** The keyword that may be meant. */
  readonly suggestion?: string | undefined;
}

/** Kept in the meta-schema for old readers only; nothing of 2020-12 does what they did. */
const DROPPED = new Set(['dependencies', '$recursiveAnchor', '$recursiveRef']);

const KEYWORDS: ReadonlySet<string> = new Set(
  metaSchemas
    .flatMap(({ properties }) => (isObject(properties) ? Object.keys(properties) : []))
    .filter((keyword) => !DROPPED.has(keyword)),
);

/** What 2020-12 has instead of the keywords of earlier drafts and of OpenAPI. */
const INSTEAD: ReadonlyMap<string, readonly [from: string, instead: string, keyword?: string]> = new Map([
  ['id', ['draft-04', '$id', '$id']],
  ['dependencies', ['draft-07', 'dependentRequired for names and dependentSchemas for schemas', 'dependentRequired']],
  ['additionalItems', ['draft-07', 'items, beside prefixItems for the first elements', 'items']],
  ['$recursiveRef', ['2019-09', '$dynamicRef', '$dynamicRef']],
  ['$recursiveAnchor', ['2019-09', '$dynamicAnchor', '$dynamicAnchor']],
  ['divisibleBy', ['draft-03', 'multipleOf', 'multipleOf']],
  ['disallow', ['draft-03', 'not', 'not']],
  ['extends', ['draft-03', 'allOf', 'allOf']],
  ['example', ['OpenAPI', 'examples, a list', 'examples']],
  ['discriminator', ['OpenAPI', 'oneOf with a const in each alternative', 'oneOf']],
]);

/** Finds the keywords of one schema that nothing would heed: misspelt ones, and those of other drafts. */
export function keywordDiagnostics(schema: SchemaObject): KeywordDiagnostic[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const message = keywordError(keyword, value, schema);
    if (message !== undefined) return [{ keyword, message }];
    if (KEYWORDS.has(keyword) || keyword.startsWith('x-')) return [];
    return [unknown(keyword, schema)];
  });
}

function unknown(keyword: string, { type }: SchemaObject): KeywordDiagnostic {
  if (keyword === 'nullable') {
    const types = JSON.stringify([...[type ?? 'string'].flat(), 'null']);
    return {
      keyword,
      message: `nullable is OpenAPI 3.0's; JSON Schema 2020-12 has "type": ${types}`,
      suggestion: 'type',
    };
  }
  const [from, instead, suggestion] = INSTEAD.get(keyword) ?? [];
  if (from !== undefined) {
    return { keyword, message: `${keyword} is of ${from}; JSON Schema 2020-12 has ${instead}`, suggestion };
  }
  return {
    keyword,
    message: `the keyword ${keyword} is unknown to JSON Schema 2020-12; one of your own begins with x-`,
    suggestion: nearest(keyword.slice(0, 64), KEYWORDS, Math.floor(keyword.length / 2)),
  };
}

/** Keywords whose value had another form in earlier drafts. */
function keywordError(keyword: string, value: Json, { minimum, maximum }: SchemaObject): string | undefined {
  if (keyword === 'items' && Array.isArray(value))
    return 'items as a list is of draft-07; JSON Schema 2020-12 has prefixItems, and items for the elements after it';
  if (keyword === 'required' && typeof value === 'boolean')
    return 'required as true or false is of draft-03; JSON Schema 2020-12 has a list of names in the schema of the object';
  if ((keyword === 'exclusiveMinimum' || keyword === 'exclusiveMaximum') && typeof value === 'boolean') {
    const limit = keyword === 'exclusiveMinimum' ? minimum : maximum;
    return `${keyword} as true or false is of draft-04; JSON Schema 2020-12 has "${keyword}": ${typeof limit === 'number' ? limit : 'a number'}`;
  }
  return undefined;
}
