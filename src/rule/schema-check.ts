import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { copyJson, isObject, type JsonObject } from '../json.ts';
import { LongNumber } from '../long-number.ts';
import { deeperThan } from '../large/depth.ts';
import type { Diagnostics } from './diagnostics.ts';
import { ajvDiagnostic } from './ajv-diagnostic.ts';
import type { ComponentSpec } from './schema/component.ts';
import { ruleSchema } from './rule-schema.ts';
import type { RuleSpec } from './schema/rule.ts';
import { segmentsOf } from './json-pointer.ts';
import { memberOf } from './path.ts';

/** Deeper documents are refused. */
const DEEPEST = 100;

/** Stands for a component that does not fit the schema; it keeps its place, under a name that no other has. */
export const LEFT_OUT: ComponentSpec = Object.freeze({ type: 'script', name: '\u0000', url: '-' });

/** A document reduced to what fits the schema, so that the rest can be checked in the same go. */
export interface CheckedDocument {
  readonly name: string | undefined;
  readonly method: string | undefined;
  readonly desc: string | undefined;
  readonly rule: RuleSpec;
  /** The rule as it came. */
  readonly source: JsonObject;
}

let compiled: ValidateFunction | undefined;

/** Each definition is a function of its own, and none is optimised: 0.25 s in place of 0.8 s, and as fast later (measured). */
function validator(): ValidateFunction {
  const options = { allErrors: true, verbose: true, strict: false, discriminator: true, meta: false };
  const fast = { validateSchema: false, inlineRefs: false, code: { optimize: false } };
  return (compiled ??= new Ajv2020({ ...options, ...fast }).compile(discriminated(ruleSchema)));
}

/** Lets ajv choose an alternative by its `type`, so that it reports only its errors; editors need no such hint. */
function discriminated(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) =>
    isObject(value) && 'oneOf' in value ? { ...value, discriminator: { propertyName: 'type' } } : value,
  ) as object;
}

/** Compiles the schema, which the first check does else: while a gateway starts nobody waits for it. */
export function prepareSchemaCheck(): void {
  validator();
}

/** Checks a document against the JSON Schema of rules. Errors go to `diagnostics`. */
export function checkSchema(document: unknown, diagnostics: Diagnostics): CheckedDocument {
  if (deeperThan(document, DEEPEST)) {
    diagnostics.error('', `the rule is nested over ${DEEPEST} levels deep`);
    return { name: undefined, method: undefined, desc: undefined, rule: {}, source: {} };
  }
  const copy = copyJson(document);
  const errors = errorsOf(copy);
  for (const error of errors) {
    const found = ajvDiagnostic(error);
    if (found) diagnostics.error(ofRule(found.pointer), found.message, found.suggestion);
  }
  const source = isObject(copy) && isObject(copy.rule) ? (copyJson(copy.rule) as JsonObject) : {};
  return { ...prune(copy, errors.length > 0), source };
}

/** Pointers into the rule start at the rule; of the document's own fields, at the document. */
function ofRule(pointer: string): string {
  return /^\/rule(?:\/|$)/.test(pointer) ? pointer.slice('/rule'.length) : pointer;
}

function prune(copy: unknown, isWrong: boolean): Omit<CheckedDocument, 'source'> {
  const { name, method, desc, ...document } = isObject(copy) ? copy : {};
  const pruned = { name: '-', method: 'ANY', rule: isObject(document.rule) ? document.rule : {} };
  // Each turn removes something; what contained it may lack a field then, and goes in the next.
  let errors = isWrong ? errorsOf(pruned) : [];
  for (let turn = 0; errors.length > 0; turn++, errors = errorsOf(pruned)) {
    if (turn > DEEPEST) pruned.rule = {};
    for (const error of errors) leaveOut(pruned.rule, error);
  }
  return { name: textOf(name), method: textOf(method), desc: textOf(desc), rule: pruned.rule };
}

/** The schema knows numbers as doubles: that a number is long is no error. Messages show its digits. */
function errorsOf(document: unknown): readonly ErrorObject[] {
  const validate = validator();
  if (validate(copyJson(document, (number) => number.valueOf()))) return [];
  return (validate.errors ?? []).map((error) => {
    const data = segmentsOf(error.instancePath).reduce<unknown>(memberOf, document);
    return data instanceof LongNumber ? { ...error, data } : error;
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function leaveOut(rule: object, error: ErrorObject): void {
  const path = segmentsOf(ofRule(error.instancePath));
  const { additionalProperty } = error.params as { additionalProperty?: string };
  if (additionalProperty !== undefined) path.push(additionalProperty);
  removeAt(rule, path);
}

/** Removes a member. Layers and components keep their places; another array with a wrong element goes as a whole. */
function removeAt(rule: object, path: readonly string[]): void {
  const parent = path.slice(0, -1).reduce<unknown>(memberOf, rule);
  const last = path.at(-1) ?? '';
  if (Array.isArray(parent)) {
    if (path.at(-3) === 'components') parent[Number(last)] = LEFT_OUT;
    else if (path.at(-2) === 'components') parent[Number(last)] = [];
    else removeAt(rule, path.slice(0, -1));
  } else if (isObject(parent)) Reflect.deleteProperty(parent, last);
}
