import { compileBody, compileStatus } from './answer-parts.ts';
import type { AnswerCase, AnswerType, ErrorCase } from './compiled.ts';
import { compileCondition } from './condition/condition.ts';
import type { Diagnostics } from './diagnostics.ts';
import { compileAnswerHeader } from './header.ts';
import { member } from './json-pointer.ts';
import { contextSyntax } from './placeholder.ts';
import type { AnswerCaseSpec, ErrorCaseSpec } from './schema/response.ts';
import { checkXml } from './sendable.ts';
import { warnOfUnreachable } from './unreachable-cases.ts';

/** Compiles `response.cases`. @param types in which they may be written. */
export function compileCases(
  specs: readonly AnswerCaseSpec[] = [],
  types: readonly AnswerType[],
  pointer: string,
  diagnostics: Diagnostics,
): AnswerCase[] {
  const cases = specs.map(({ when, status = 200, header, body }, index) => {
    const at = (field: string): string => member(pointer, index, field);
    if (types.includes('xml')) checkXml(body ?? null, at('body'), diagnostics);
    return {
      when: compileCondition(when, at('when'), contextSyntax, diagnostics),
      status: compileStatus(status, at('status'), diagnostics),
      header: compileAnswerHeader(header, at('header'), diagnostics),
      body: compileBody(body, at('body'), diagnostics),
    };
  });
  warnOfUnreachable(cases, pointer, diagnostics);
  return cases;
}

/** Compiles `response.error`: one shape is a case that is always true. */
export function compileErrors(
  spec: ErrorCaseSpec | readonly ErrorCaseSpec[] | undefined,
  types: readonly AnswerType[],
  pointer: string,
  diagnostics: Diagnostics,
): ErrorCase[] {
  if (spec === undefined) return [];
  if (!isList(spec)) return [compileError(spec, types, pointer, diagnostics)];
  spec.slice(0, -1).forEach(({ when }, index) => {
    if (when !== undefined) return;
    diagnostics.error(member(pointer, index), 'a case without `when` is the default: it must be the last one');
  });
  const cases = spec.map((one, index) => compileError(one, types, member(pointer, index), diagnostics));
  warnOfUnreachable(cases, pointer, diagnostics);
  return cases;
}

function compileError(
  { when, type, status, header, body }: ErrorCaseSpec,
  types: readonly AnswerType[],
  pointer: string,
  diagnostics: Diagnostics,
): ErrorCase {
  const at = (field: string): string => member(pointer, field);
  if (type === 'xml' || (type === undefined && types.includes('xml'))) checkXml(body ?? null, at('body'), diagnostics);
  return {
    when: when === undefined ? undefined : compileCondition(when, at('when'), contextSyntax, diagnostics),
    type,
    status: status === undefined ? undefined : compileStatus(status, at('status'), diagnostics),
    header: header && compileAnswerHeader(header, at('header'), diagnostics),
    body: compileBody(body, at('body'), diagnostics),
  };
}

function isList(spec: ErrorCaseSpec | readonly ErrorCaseSpec[]): spec is readonly ErrorCaseSpec[] {
  return Array.isArray(spec);
}
