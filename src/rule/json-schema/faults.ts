import { isObject, type Json } from '../../json.ts';
import { member } from '../json-pointer.ts';
import { patternFault } from '../request/pattern.ts';
import { keywordFaults } from './keyword-faults.ts';
import { DIALECT } from './meta-schemas.ts';
import type { Resources } from './resources.ts';
import type { SchemaObject } from './schema.ts';

/** Something wrong with a schema, beyond its form. */
export interface Fault {
  /** Within the schema's document. */
  readonly pointer: string;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** Finds keywords that nothing would heed. The schemas need not have the right form. */
export function findKeywordFaults({ locations }: Resources): Fault[] {
  return [...locations].flatMap(([schema, { pointer }]) =>
    pointer === undefined
      ? []
      : keywordFaults(schema).map(({ keyword, ...fault }) => ({ ...fault, pointer: member(pointer, keyword) })),
  );
}

/** Finds references that lead nowhere here, patterns that are not linear, and other dialects. */
export function findFaults(resources: Resources): Fault[] {
  const faults: Fault[] = [];
  // Following references may add to what is iterated over.
  for (const [schema, { pointer }] of resources.locations) {
    if (pointer !== undefined) faults.push(...faultsOf(schema, pointer, resources));
  }
  return faults;
}

function faultsOf(schema: SchemaObject, pointer: string, resources: Resources): Fault[] {
  const faults = [
    ...['$ref', '$dynamicRef'].map(
      (keyword) => [[keyword], referenceFault(schema[keyword], schema, resources)] as const,
    ),
    [['pattern'], patternOf(schema.pattern)] as const,
    [['$schema'], dialectFault(schema.$schema)] as const,
    ...Object.keys(isObject(schema.patternProperties) ? schema.patternProperties : {}).map(
      (source) => [['patternProperties', source], patternFault(source)] as const,
    ),
  ];
  return faults.flatMap(([segments, message]) =>
    message === undefined ? [] : { pointer: member(pointer, ...segments), message },
  );
}

function patternOf(source: Json | undefined): string | undefined {
  return typeof source === 'string' ? patternFault(source) : undefined;
}

function referenceFault(reference: Json | undefined, schema: SchemaObject, resources: Resources): string | undefined {
  if (typeof reference !== 'string' || resources.resolve(reference, schema) !== undefined) return undefined;
  return `${reference} leads to nothing in this schema, and a remote reference is never followed`;
}

function dialectFault(dialect: Json | undefined): string | undefined {
  if (typeof dialect !== 'string' || dialect.replace(/#$/, '') === DIALECT) return undefined;
  return `the dialect ${dialect} is not known: a bodySchema is JSON Schema 2020-12, ${DIALECT}`;
}
