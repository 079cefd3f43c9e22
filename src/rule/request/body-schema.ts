import type { Json, JsonObject } from '../../json.ts';
import type { Findings } from '../findings.ts';
import { member } from '../json-pointer.ts';
import { findFaults, findKeywordFaults } from '../json-schema/faults.ts';
import { standardOptions } from '../json-schema/standard-options.ts';
import { DIALECT } from '../json-schema/meta-schemas.ts';
import { createResources } from '../json-schema/resources.ts';
import { TOO_COMPLEX } from '../json-schema/evaluation.ts';
import { createValidator, keysOf, type Validate } from '../json-schema/validate.ts';

/** Compiles a `bodySchema`. Its own faults are errors; the validator is then one that finds nothing. */
export function compileBodySchema(schema: JsonObject | boolean, pointer: string, findings: Findings): Validate {
  const before = findings.errors.length;
  const resources = createResources(schema);
  const keywordFaults = findKeywordFaults(resources);
  for (const fault of keywordFaults) findings.error(pointer + fault.pointer, fault.message, fault.suggestion);
  for (const { path, message } of createValidator({ $ref: DIALECT }, standardOptions)(schema)) {
    const at = member('', ...keysOf(path));
    if (keywordFaults.some((fault) => fault.pointer === at)) continue;
    findings.error(pointer + at, `is no JSON Schema 2020-12: it ${message}`);
  }
  if (findings.errors.length > before) return () => [];
  for (const fault of findFaults(resources)) findings.error(pointer + fault.pointer, fault.message);
  if (findings.errors.length > before) return () => [];
  warnOfRemarks(resources, pointer, findings);
  const validate = createValidator(schema, standardOptions, resources);
  // What refers to itself without going deeper into the value would never end.
  const probes: Json[] = [null, true, 0, '', [], {}];
  if (probes.some((probe) => validate(probe).some(({ message }) => message === TOO_COMPLEX))) {
    findings.error(pointer, 'the schema refers to itself without end');
  }
  return validate;
}

/** In JSON Schema 2020-12 a format is a remark, and `definitions` a place like any other: neither should mislead. */
function warnOfRemarks({ locations }: ReturnType<typeof createResources>, pointer: string, findings: Findings): void {
  for (const [schema, { pointer: at }] of locations) {
    if (at === undefined) continue;
    if (typeof schema.format === 'string') {
      const message = 'format is a remark in JSON Schema 2020-12 and checks nothing; add a pattern';
      findings.warn(member(pointer + at, 'format'), message);
    }
    if (schema.definitions !== undefined) {
      const message = 'definitions is of draft-07; JSON Schema 2020-12 has $defs';
      findings.warn(member(pointer + at, 'definitions'), message, '$defs');
    }
  }
}
