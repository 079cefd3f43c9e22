import type { Json } from '../../json.ts';
import type { LongNumber } from '../../long-number.ts';
import type { Resources } from './resources.ts';
import type { Marks, Path, Run } from './run.ts';
import type { Schema, SchemaObject } from './schema.ts';

/** Applies a schema, or one keyword of it, to a value. */
export type Check = (value: Json, path: Path | undefined, run: Run, marks: Marks | undefined) => boolean;

/** What a validator's messages and types are to be like. */
export interface Flavour {
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
export interface Compiler extends Flavour {
  readonly resources: Resources;
  /** @throws Error for a bad pattern. */
  readonly compile: (schema: Schema) => Check;
}

/** Compiles one keyword; undefined: it asserts nothing. */
export type Keyword = (value: never, schema: SchemaObject, compiler: Compiler) => Check | undefined;
