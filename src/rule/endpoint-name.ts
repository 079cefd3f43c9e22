import type { Diagnostics } from './diagnostics.ts';
import type { FieldRules } from './schema/field-rule.ts';
import { member } from './json-pointer.ts';
import { nearest } from '../nearest.ts';

const STATIC = /^[\p{L}\p{N}._~@-]+$/u;
const PARAM = /^:[A-Za-z_]\w*$/;

/** What is wrong with a rule's name: its path without a leading slash, `:id` for a parameter; undefined: nothing. */
export function nameError(name: string): string | undefined {
  if (name.startsWith('/')) return 'the name has no leading slash';
  const segments = name.split('/');
  for (const segment of segments) {
    if (segment === '') return 'the name has an empty segment';
    if (segment === '.' || segment === '..') return `the name has the segment ${segment}, which clients resolve away`;
    if (!(segment.startsWith(':') ? PARAM : STATIC).test(segment)) {
      return `the name has the segment ${JSON.stringify(segment)}; a segment is letters, digits, . _ ~ @ and -, or a parameter such as :id`;
    }
  }
  const params = paramsOf(name);
  return new Set(params).size < params.length ? 'the name has two parameters of one name' : undefined;
}

/** The names of a path's parameters. */
export function paramsOf(name: string): string[] {
  return name
    .split('/')
    .filter((segment) => segment.startsWith(':'))
    .map((segment) => segment.slice(1));
}

/** Warns of field rules for parameters that the path does not have. */
export function warnOfParams(fields: FieldRules = {}, name: string, diagnostics: Diagnostics): void {
  const params = paramsOf(name);
  for (const field of Object.keys(fields).filter((key) => !params.includes(key))) {
    const message = `the path ${name} has no parameter :${field}`;
    diagnostics.warn(member('/request/params', field), message, nearest(field, params));
  }
}
