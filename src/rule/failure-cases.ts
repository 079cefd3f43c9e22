import type { FailureCase, Placeholder } from './compiled.ts';
import { compileCondition } from './condition/condition.ts';
import type { Diagnostics } from './diagnostics.ts';
import { member } from './json-pointer.ts';
import { resultSyntax } from './placeholder.ts';
import type { ApiSpec } from './schema/component.ts';
import { compileTemplate } from './template.ts';

/** What makes an error, which an output is not. */
const OF_ERROR = ['code', 'msg', 'status', 'retry'] as const;

/** Compiles `failure`. */
export function compileFailures(
  failure: ApiSpec['failure'] = [],
  pointer: string,
  diagnostics: Diagnostics,
): FailureCase[] {
  return failure.map((spec, index) => {
    const { when, output, code = '110006', msg, status = 502, retry } = spec;
    const at = (field: string): string => member(pointer, index, field);
    for (const field of OF_ERROR) {
      if (output === undefined || spec[field] === undefined) continue;
      diagnostics.error(
        at(field),
        `${field} is of an error, and with an output nothing has failed: give only one of them`,
      );
    }
    return {
      when: compileCondition(when, at('when'), resultSyntax, diagnostics),
      output: output === undefined ? undefined : compileTemplate(output, at('output'), resultSyntax, diagnostics),
      msg: msg === undefined ? undefined : compileTemplate(msg, at('msg'), resultSyntax, diagnostics),
      ...{ code, status, retry },
    };
  });
}

/** All placeholders of failure cases. */
export function failurePlaceholders(failure: readonly FailureCase[]): Placeholder[] {
  return failure.flatMap((one) => [one.when, one.output, one.msg].flatMap((part) => part?.placeholders ?? []));
}
