import { isObject } from '../../json.ts';
import type { RequestType } from '../compiled.ts';
import type { Diagnostics } from '../diagnostics.ts';
import type { FieldRules } from '../schema/field-rule.ts';
import type { RequestSpec } from '../schema/request.ts';
import { member } from '../json-pointer.ts';
import { compileFields, convert } from './convert.ts';

/** A part of a request whose fields have rules. */
export interface Section {
  readonly name: 'query' | 'header' | 'params' | 'body';
  readonly fields: FieldRules;
  /** Converts text, fills in defaults; of a large body in slices, as the promise. */
  readonly convert: (value: unknown) => unknown;
}

/** The parts of the request that name at least one field. */
export function sectionsOf(
  spec: RequestSpec,
  bodyType: RequestType,
  pointer: string,
  diagnostics: Diagnostics,
): Section[] {
  const names = (['query', 'header', 'params', 'body'] as const).filter(
    (name) => Object.keys(spec[name] ?? {}).length > 0,
  );
  return names.map((name) => {
    const at = member(pointer, name);
    const fields = spec[name] ?? {};
    if (name === 'body') return bodySection(fields, bodyType, at, diagnostics);
    refuseFiles(fields, at, diagnostics);
    const named = name === 'header' ? inLowerCase(fields, at, diagnostics) : fields;
    const fill = compileFields(named, 'text');
    return { name, fields: named, convert: fill.now };
  });
}

/** Header names are case-insensitive: they are compared in lower case. */
function inLowerCase(fields: FieldRules, pointer: string, diagnostics: Diagnostics): FieldRules {
  const lower = new Map<string, FieldRules[string]>();
  for (const [name, rule] of Object.entries(fields)) {
    const key = name.toLowerCase();
    if (lower.has(key)) diagnostics.error(member(pointer, name), `the header ${key} has two field rules`);
    lower.set(key, rule);
  }
  return Object.fromEntries(lower);
}

function bodySection(fields: FieldRules, bodyType: RequestType, pointer: string, diagnostics: Diagnostics): Section {
  if (bodyType === 'text')
    diagnostics.error(pointer, 'a body of type text is a string and has no fields; use bodySchema');
  if (bodyType === 'raw') diagnostics.error(pointer, 'a body of type raw is not read and has no fields');
  if (bodyType !== 'multipart') refuseFiles(fields, pointer, diagnostics);
  const source = bodyType === 'json' || bodyType === 'yaml' ? 'json' : bodyType === 'xml' ? 'xml' : 'text';
  const fill = compileFields(fields, source);
  return {
    name: 'body',
    fields,
    convert(value) {
      if (isObject(value)) return convert(fill, value);
      // Without a body, and with an empty root element, every field is absent.
      return value === null || (source === 'xml' && value === '') ? fill.now({}) : value;
    },
  };
}

function refuseFiles(fields: FieldRules, pointer: string, diagnostics: Diagnostics): void {
  for (const [name, rule] of Object.entries(fields)) {
    const isFile = rule.type === 'file' || (rule.type === 'slice' && rule.items?.type === 'file');
    if (isFile) diagnostics.error(member(pointer, name), 'only a body of type multipart has files');
  }
}
