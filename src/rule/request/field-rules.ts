import { compareNumbers } from '../../long-number.ts';
import { bytesOfSize } from '../byte-size.ts';
import type { Diagnostics } from '../diagnostics.ts';
import type { FieldRule, FieldRules } from '../schema/field-rule.ts';
import { member } from '../json-pointer.ts';
import { createValidator, keysOf } from '../json-schema/validate.ts';
import { compileDefault } from './convert.ts';
import { fieldSchema } from './field-schema.ts';
import { fieldOptions } from './field-options.ts';
import { patternError } from './pattern.ts';

/** Finds what the schema of field rules cannot say: bad patterns, ranges without values, defaults that are not valid. */
export function checkFieldRules(fields: FieldRules, pointer: string, diagnostics: Diagnostics): void {
  for (const [name, rule] of Object.entries(fields)) {
    checkNamedRule(name, rule, pointer, diagnostics);
    refuseInnerFiles(rule, member(pointer, name), diagnostics);
  }
}

function checkNamedRule(name: string, rule: FieldRule, pointer: string, diagnostics: Diagnostics): void {
  const at = member(pointer, name);
  if (name === '__proto__') diagnostics.error(at, 'a field cannot be called __proto__: nothing could read it');
  else checkFieldRule(rule, at, diagnostics);
}

/** In a multipart body a file is a field, and a list of files is one that comes several times: there are no others. */
function refuseInnerFiles(rule: FieldRule, pointer: string, diagnostics: Diagnostics, isInner = false): void {
  if (rule.type === 'file' && isInner)
    diagnostics.error(pointer, 'a file is a field of the body itself, or an item of such a field: not within others');
  if (rule.type === 'slice' && rule.items)
    refuseInnerFiles(rule.items, member(pointer, 'items'), diagnostics, isInner || rule.items.type !== 'file');
  if (rule.type !== 'object') return;
  for (const [name, inner] of Object.entries(rule.attribute ?? {}))
    refuseInnerFiles(inner, member(pointer, 'attribute', name), diagnostics, true);
}

function checkFieldRule(rule: FieldRule, pointer: string, diagnostics: Diagnostics): void {
  const before = diagnostics.errors.length;
  if (rule.type === 'object') {
    const at = member(pointer, 'attribute');
    for (const [name, inner] of Object.entries(rule.attribute ?? {})) checkNamedRule(name, inner, at, diagnostics);
  }
  if (rule.type === 'slice' && rule.items) checkFieldRule(rule.items, member(pointer, 'items'), diagnostics);
  if (rule.type === 'string' && rule.pattern !== undefined) {
    const message = patternError(rule.pattern);
    if (message !== undefined) diagnostics.error(member(pointer, 'pattern'), message);
  }
  if (rule.type === 'file' && rule.maxSize !== undefined && bytesOfSize(rule.maxSize) === undefined)
    diagnostics.error(member(pointer, 'maxSize'), 'expected bytes, or a number with KiB or MiB such as "2MiB"');
  if ('min' in rule) checkRange(rule, 'min', 'max', pointer, diagnostics);
  if ('minLen' in rule) checkRange(rule, 'minLen', 'maxLen', pointer, diagnostics);
  if (diagnostics.errors.length === before) checkDefault(rule, pointer, diagnostics);
}

function checkRange<K extends string>(
  rule: Partial<Record<K, number>>,
  least: K,
  most: K,
  pointer: string,
  diagnostics: Diagnostics,
): void {
  const [from, to] = [rule[least], rule[most]];
  if (from !== undefined && to !== undefined && compareNumbers(from, to) > 0) {
    diagnostics.error(member(pointer, least), `${least} ${from} is more than ${most} ${to}: no value can be right`);
  }
}

function checkDefault(rule: FieldRule, pointer: string, diagnostics: Diagnostics): void {
  const value = compileDefault(rule);
  if (value === undefined) return;
  for (const { path, message } of createValidator(fieldSchema(rule), fieldOptions)(value)) {
    const at = member(pointer, 'default', ...keysOf(path));
    diagnostics.error(at, `the default fails its own field rule: it ${message}`);
  }
}
