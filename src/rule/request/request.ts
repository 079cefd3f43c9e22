import type { ErrorDetail } from '../../error.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { RequestType, CompiledRule, RawRequest, RequestCheck, RequestContext } from '../compiled.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { deeperThan } from '../../large/depth.ts';
import type { FieldRules } from '../schema/field-rule.ts';
import type { RequestSpec } from '../schema/request.ts';
import { member } from '../json-pointer.ts';
import { compileLists } from '../lists.ts';
import type { Violation } from '../json-schema/evaluation.ts';
import { createAnyValidator, keysOf, type ValidateAny } from '../json-schema/validate.ts';
import { markBigints } from './bigint.ts';
import { compileBodySchema } from './body-schema.ts';
import { errorPath } from './error-path.ts';
import { fieldOptions } from './field-options.ts';
import { checkFieldRules } from './field-rules.ts';
import { compileFiles } from './files.ts';
import { fieldsSchema } from './field-schema.ts';
import { compileMessages } from './messages.ts';
import { type Section, sectionsOf } from './sections.ts';

/** The request's part of a compiled rule. */
export interface CompiledRequest {
  readonly bodyType: RequestType;
  readonly maxFiles: number;
  readonly bodyLists: CompiledRule['bodyLists'];
  readonly refusesDuplicates: boolean;
  readonly check: CompiledRule['check'];
  readonly restore: CompiledRule['restore'];
  /** Whether a field is a `bigint`. */
  readonly hasBigints: boolean;
}

/** Compiles what a request must look like: conversion and defaults first, then one validator for all fields. */
export function compileRequest(spec: RequestSpec, pointer: string, diagnostics: Diagnostics): CompiledRequest {
  const before = diagnostics.errors.length;
  const bodyType = spec.type ?? 'json';
  const sections = sectionsOf(spec, bodyType, pointer, diagnostics);
  const checkFields = compileSections(sections, pointer, diagnostics);
  const checkBody = compileBody(spec, pointer, diagnostics);
  const refusesDuplicates = spec.duplicates === 'refuse';
  if (refusesDuplicates && bodyType !== 'json') {
    diagnostics.error(member(pointer, 'duplicates'), `only a JSON body can have a key twice; this one is ${bodyType}`);
  }
  const bodyLists = compileLists(spec.lists, bodyType, 'type', member(pointer, 'lists'), diagnostics);
  if (spec.maxFiles !== undefined && bodyType !== 'multipart')
    diagnostics.error(member(pointer, 'maxFiles'), `only a multipart body has files; this one is ${bodyType}`);
  const checkFiles = bodyType === 'multipart' ? compileFiles(spec.body ?? {}) : () => [];
  const common = { bodyType, maxFiles: spec.maxFiles ?? 10, bodyLists, refusesDuplicates, ...restoring(sections) };
  if (diagnostics.errors.length > before) return { ...common, check: () => ({ ok: false, errors: [], msg: '' }) };
  return {
    ...common,
    check(raw) {
      const made = contextOf(raw, sections);
      return made instanceof Promise ? made.then(checkMade) : checkMade(made);
    },
  };

  function checkMade(request: RequestContext): RequestCheck | Promise<RequestCheck> {
    const tooDeep = PARTS.filter((part) => deeperThan(request[part], DEEPEST)).map(tooDeepAt);
    if (tooDeep.length > 0) return refused(tooDeep);
    const judge = (...found: readonly (readonly FoundError[])[]): RequestCheck => {
      const errors = [...found.flat(), ...checkFiles(request.body)];
      return errors.length === 0 ? { ok: true, request } : refused(distinct(errors));
    };
    const [fields, body] = [checkFields(request), checkBody(request)];
    if (!(fields instanceof Promise) && !(body instanceof Promise)) return judge(fields, body);
    return Promise.all([fields, body]).then((found) => judge(...found));
  }
}

/** A message of the rule's own says it all. */
function refused(errors: readonly FoundError[]): RequestCheck {
  const [first] = errors;
  const msg = first?.isOwn ? first.message : `${first?.path ?? 'request'} ${first?.message ?? 'is refused'}`;
  return {
    ok: false,
    errors: errors.map(({ path, message }) => ({ ...(path !== undefined && { path }), message })),
    msg,
  };
}

/** An error of a request, and whether the rule words it. */
type FoundError = Pick<ErrorDetail, 'path' | 'message'> & { readonly isOwn?: boolean };

/** What a kept run's request needs once it is read again. */
function restoring(sections: readonly Section[]): Pick<CompiledRequest, 'restore' | 'hasBigints'> {
  const marks = sections.map(({ name, fields }) => [name, markBigints(fields)] as const);
  const known = marks.filter(([, mark]) => mark !== undefined);
  if (known.length === 0) return { hasBigints: false, restore: (data) => data };
  return {
    hasBigints: true,
    restore(data) {
      if (!isObject(data.request)) return data;
      const request: Record<string, unknown> = { ...data.request };
      for (const [name, mark] of known) request[name] = mark?.(request[name]);
      return { ...data, request: request as JsonObject };
    },
  };
}

const PARTS = ['query', 'header', 'params', 'body'] as const;

/** Deeper values are refused: what is done with them, here and later, takes stack in proportion to their depth. */
const DEEPEST = 256;

function tooDeepAt(part: string): ErrorDetail {
  return { path: `request.${part}`, message: `must not be nested over ${DEEPEST} levels deep` };
}

type BodyCheck = (request: RequestContext) => readonly FoundError[] | Promise<readonly FoundError[]>;

function compileSections(sections: readonly Section[], pointer: string, diagnostics: Diagnostics): BodyCheck {
  const before = diagnostics.errors.length;
  for (const { name, fields } of sections) checkFieldRules(fields, member(pointer, name), diagnostics);
  // A pattern that was refused cannot be compiled.
  if (sections.length === 0 || diagnostics.errors.length > before) return () => [];
  const properties = Object.fromEntries(sections.map(({ name, fields }) => [name, fieldsSchema(fields)]));
  const validate = createAnyValidator({ properties }, fieldOptions);
  const messageOf = compileMessages(sections, pointer, diagnostics);
  return (request) =>
    mapped(validate(request), (found) => {
      const own = messageOf?.(keysOf(found.path), request);
      const detail = detailOf('request', found);
      return own === undefined ? detail : { ...detail, message: own, isOwn: true };
    });
}

function compileBody({ body, bodySchema }: RequestSpec, pointer: string, diagnostics: Diagnostics): BodyCheck {
  if (bodySchema === undefined) return () => [];
  const at = member(pointer, 'bodySchema');
  if (body !== undefined) diagnostics.error(at, 'bodySchema stands instead of body: give only one of them');
  const validate = compileBodySchema(bodySchema, at, diagnostics);
  return ({ body = null }) => {
    return mapped(validate(body), (one) =>
      body === null ? { path: 'request.body', message: 'is required' } : detailOf('request.body', one),
    );
  };
}

function mapped(found: ReturnType<ValidateAny>, toError: (violation: Violation) => FoundError): ReturnType<BodyCheck> {
  return found instanceof Promise ? found.then((all) => all.map(toError)) : found.map(toError);
}

function detailOf(root: string, { path, message }: Violation): ErrorDetail {
  return { path: errorPath(root, path), message };
}

function contextOf(raw: RawRequest, sections: readonly Section[]): RequestContext | Promise<RequestContext> {
  const { method, path, params, query, header, body, ip } = raw;
  const request: Record<string, unknown> = { method, path, params, query, header, body, ip };
  for (const { name, fields, convert } of sections) {
    const given = name === 'header' ? { ...header, ...ofFields(fields, raw.repeated) } : request[name];
    request[name] = convert(given);
  }
  if (request.body instanceof Promise)
    return request.body.then((converted: Json) => ({ ...(request as RequestContext), body: converted }));
  return request as RequestContext;
}

/** A header that a field rule names is not one text where it came more than once. */
function ofFields(fields: FieldRules, repeated: RawRequest['repeated'] = {}): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(repeated).filter(([name]) => Object.hasOwn(fields, name)));
}

/** One error for each path and message: alternatives of a schema often find the same. */
function distinct(errors: readonly FoundError[]): FoundError[] {
  return [...new Map(errors.map((error) => [`${error.path ?? ''} ${error.message}`, error])).values()];
}
