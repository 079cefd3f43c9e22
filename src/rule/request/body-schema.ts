import type { Json, JsonObject } from '../../json.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { member } from '../json-pointer.ts';
import { diagnoseSchema, diagnoseKeywords } from '../json-schema/schema-diagnostics.ts';
import { standardOptions } from '../json-schema/standard-options.ts';
import { DIALECT } from '../json-schema/meta-schemas.ts';
import { createResources } from '../json-schema/resources.ts';
import { TOO_COMPLEX } from '../json-schema/evaluation.ts';
import { createAnyValidator, createValidator, keysOf, type ValidateAny } from '../json-schema/validate.ts';

/** Compiles a `bodySchema`. If it is wrong itself, the validator finds nothing. */
export function compileBodySchema(
  schema: JsonObject | boolean,
  pointer: string,
  diagnostics: Diagnostics,
): ValidateAny {
  const before = diagnostics.errors.length;
  const resources = createResources(schema);
  const keywordDiagnostics = diagnoseKeywords(resources);
  for (const diagnostic of keywordDiagnostics)
    diagnostics.error(pointer + diagnostic.pointer, diagnostic.message, diagnostic.suggestion);
  for (const { path, message } of createValidator({ $ref: DIALECT }, standardOptions)(schema)) {
    const at = member('', ...keysOf(path));
    if (keywordDiagnostics.some((diagnostic) => diagnostic.pointer === at)) continue;
    diagnostics.error(pointer + at, `is no JSON Schema 2020-12: it ${message}`);
  }
  if (diagnostics.errors.length > before) return () => [];
  for (const diagnostic of diagnoseSchema(resources))
    diagnostics.error(pointer + diagnostic.pointer, diagnostic.message);
  if (diagnostics.errors.length > before) return () => [];
  warnOfRemarks(resources, pointer, diagnostics);
  const validate = createAnyValidator(schema, standardOptions, resources);
  // What refers to itself without going deeper into the value would never end.
  const probes: Json[] = [null, true, 0, '', [], {}];
  if (probes.some((probe) => isTooComplex(validate(probe)))) {
    diagnostics.error(pointer, 'the schema refers to itself without end');
  }
  return validate;
}

function isTooComplex(found: ReturnType<ValidateAny>): boolean {
  return !(found instanceof Promise) && found.some(({ message }) => message === TOO_COMPLEX);
}

/** In JSON Schema 2020-12 a format is a remark, and `definitions` a place like any other: neither should mislead. */
function warnOfRemarks(
  { locations }: ReturnType<typeof createResources>,
  pointer: string,
  diagnostics: Diagnostics,
): void {
  for (const [schema, { pointer: at }] of locations) {
    if (at === undefined) continue;
    if (typeof schema.format === 'string') {
      const message = 'format is a remark in JSON Schema 2020-12 and checks nothing; add a pattern';
      diagnostics.warn(member(pointer + at, 'format'), message);
    }
    if (schema.definitions !== undefined) {
      const message = 'definitions is of draft-07; JSON Schema 2020-12 has $defs';
      diagnostics.warn(member(pointer + at, 'definitions'), message, '$defs');
    }
  }
}
