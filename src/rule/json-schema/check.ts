import type { LongNumber } from '../../long-number.ts';
import type { Resources } from './resources.ts';
import type { Check } from './evaluation.ts';
import type { JsonSchema, SchemaObject } from './schema.ts';

/** Options of a validator: its types, and what its messages call them. */
export interface ValidatorOptions {
  /** Names of the types, with their article. */
  readonly typeNames: Readonly<Record<string, string>>;
  /** Said of a null where a type was wanted; undefined: what is said of any other value. */
  readonly nullMessage?: string;
  readonly isNumber: (value: number | LongNumber) => boolean;
  readonly isInteger: (value: number | LongNumber) => boolean;
  /** Asserted formats; of others, and by default in JSON Schema 2020-12, `format` asserts nothing. */
  readonly formats: Readonly<Record<string, (text: string) => boolean>>;
}

/** What keywords are compiled with. */
export interface Compiler extends ValidatorOptions {
  readonly resources: Resources;
  /** @throws Error for a bad pattern. */
  readonly compile: (schema: JsonSchema) => Check;
}

/** Compiles one keyword; undefined: it asserts nothing. */
export type Keyword = (value: never, schema: SchemaObject, compiler: Compiler) => Check | undefined;
