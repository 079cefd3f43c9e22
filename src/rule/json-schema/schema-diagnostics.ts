import { isObject, type Json } from '../../json.ts';
import type { PlainDiagnostic } from '../diagnostics.ts';
import { member } from '../json-pointer.ts';
import { patternError } from '../request/pattern.ts';
import { keywordDiagnostics } from './keyword-diagnostics.ts';
import { DIALECT } from './meta-schemas.ts';
import type { Resources } from './resources.ts';
import type { SchemaObject } from './schema.ts';

/** Finds keywords that nothing would heed. The schemas need not be valid. */
export function diagnoseKeywords({ locations }: Resources): PlainDiagnostic[] {
  return [...locations].flatMap(([schema, { pointer }]) =>
    pointer === undefined
      ? []
      : keywordDiagnostics(schema).map(({ keyword, ...diagnostic }) => ({
          ...diagnostic,
          pointer: member(pointer, keyword),
        })),
  );
}

/** Finds references that lead nowhere here, patterns that are not linear, and other dialects. */
export function diagnoseSchema(resources: Resources): PlainDiagnostic[] {
  const diagnostics: PlainDiagnostic[] = [];
  // Following references may add to what is iterated over.
  for (const [schema, { pointer }] of resources.locations) {
    if (pointer !== undefined) diagnostics.push(...diagnosticsOf(schema, pointer, resources));
  }
  return diagnostics;
}

function diagnosticsOf(schema: SchemaObject, pointer: string, resources: Resources): PlainDiagnostic[] {
  const diagnostics = [
    ...['$ref', '$dynamicRef'].map(
      (keyword) => [[keyword], referenceError(schema[keyword], schema, resources)] as const,
    ),
    [['pattern'], patternOf(schema.pattern)] as const,
    [['$schema'], dialectError(schema.$schema)] as const,
    ...Object.keys(isObject(schema.patternProperties) ? schema.patternProperties : {}).map(
      (source) => [['patternProperties', source], patternError(source)] as const,
    ),
  ];
  return diagnostics.flatMap(([segments, message]) =>
    message === undefined ? [] : { pointer: member(pointer, ...segments), message },
  );
}

function patternOf(source: Json | undefined): string | undefined {
  return typeof source === 'string' ? patternError(source) : undefined;
}

function referenceError(reference: Json | undefined, schema: SchemaObject, resources: Resources): string | undefined {
  if (typeof reference !== 'string' || resources.resolve(reference, schema) !== undefined) return undefined;
  return `${reference} leads to nothing in this schema, and a remote reference is never followed`;
}

function dialectError(dialect: Json | undefined): string | undefined {
  if (typeof dialect !== 'string' || dialect.replace(/#$/, '') === DIALECT) return undefined;
  return `the dialect ${dialect} is not known: a bodySchema is JSON Schema 2020-12, ${DIALECT}`;
}
