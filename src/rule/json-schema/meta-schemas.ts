import root from 'ajv/dist/refs/json-schema-2020-12/schema.json' with { type: 'json' };
import applicator from 'ajv/dist/refs/json-schema-2020-12/meta/applicator.json' with { type: 'json' };
import content from 'ajv/dist/refs/json-schema-2020-12/meta/content.json' with { type: 'json' };
import core from 'ajv/dist/refs/json-schema-2020-12/meta/core.json' with { type: 'json' };
import format from 'ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json' with { type: 'json' };
import metaData from 'ajv/dist/refs/json-schema-2020-12/meta/meta-data.json' with { type: 'json' };
import unevaluated from 'ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json' with { type: 'json' };
import validation from 'ajv/dist/refs/json-schema-2020-12/meta/validation.json' with { type: 'json' };
import type { SchemaObject } from './schema.ts';

/** The dialect's own name. */
export const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The meta-schema of JSON Schema 2020-12 and its parts, as json-schema.org publishes them. */
export const metaSchemas: readonly SchemaObject[] = [
  root,
  applicator,
  content,
  core,
  format,
  metaData,
  unevaluated,
  validation,
];
