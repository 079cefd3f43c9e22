import type { Diagnostics } from './diagnostics.ts';
import type { FieldRules } from './schema/field-rule.ts';
import { member } from './json-pointer.ts';
import { nearest } from '../nearest.ts';

const STATIC = /^[\p{L}\p{M}\p{N}._~@-]+$/u;
const PARAM = /^:[A-Za-z_]\w*$/;
const REST = /^\*[A-Za-z_]\w*$/;

/**
 * What is wrong with a rule's name: its path without a leading slash, `:id` for a parameter, `*rest` at the end for all
 * that follows; `/` is the prefix itself. Undefined: nothing.
 */
export function nameError(name: string): string | undefined {
  if (name === '/') return undefined;
  if (name.startsWith('/')) return 'the name has no leading slash; only the prefix itself is called /';
  const segments = name.split('/');
  for (const [index, segment] of segments.entries()) {
    const message = segmentError(segment, index === segments.length - 1);
    if (message !== undefined) return message;
  }
  const params = paramsOf(name);
  return new Set(params).size < params.length ? 'the name has two parameters of one name' : undefined;
}

function segmentError(segment: string, isLast: boolean): string | undefined {
  if (segment === '') return 'the name has an empty segment';
  if (segment === '.' || segment === '..') return `the name has the segment ${segment}, which clients resolve away`;
  if (REST.test(segment))
    return isLast ? undefined : `the segment ${segment} takes all that follows: it must be the last`;
  if ((segment.startsWith(':') ? PARAM : STATIC).test(segment)) return undefined;
  return `the name has the segment ${JSON.stringify(segment)}; a segment is letters, digits, . _ ~ @ and -, or a parameter such as :id, or *rest at the end`;
}

/** The names of a path's parameters, that of its rest included. */
export function paramsOf(name: string): string[] {
  return name
    .split('/')
    .filter((segment) => /^[:*]/.test(segment))
    .map((segment) => segment.slice(1));
}

/** The name of the parameter that takes all segments from its own on; undefined: there is none. */
export function restOf(name: string): string | undefined {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return last.startsWith('*') ? last.slice(1) : undefined;
}

/** Warns of field rules for parameters that the path does not have. */
export function warnOfParams(fields: FieldRules = {}, name: string, diagnostics: Diagnostics): void {
  const params = paramsOf(name);
  for (const field of Object.keys(fields).filter((key) => !params.includes(key))) {
    const message = `the path ${name} has no parameter :${field}`;
    diagnostics.warn(member('/request/params', field), message, nearest(field, params));
  }
}
