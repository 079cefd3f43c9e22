/**
 * The one place where the designer meets the gateway's own code: parts of the rule language that are pure and import
 * nothing of Node.js and no package, so that a browser reads a rule exactly as the gateway does.
 */
export { findPlaceholders, isWholePlaceholder } from '../../../../src/rule/placeholder.ts';
export { formatPath, parsePath, type Path } from '../../../../src/rule/path.ts';
export { overlap, parseOutputName } from '../../../../src/rule/output-name.ts';
export { createDiagnostics } from '../../../../src/rule/diagnostics.ts';
export { member, segmentsOf } from '../../../../src/rule/json-pointer.ts';
export { paramsOf } from '../../../../src/rule/endpoint-name.ts';
export { ruleSchema } from '../../../../src/rule/rule-schema.ts';
export type { Diagnostic } from '../../../../src/rule/compiled.ts';
export { diagnoseJson } from '../../../../src/json-diagnostic.ts';
export { endOfString, parseJsonText } from '../../../../src/json-text.ts';
export { isList, isObject, type Json, type JsonObject } from '../../../../src/json.ts';
