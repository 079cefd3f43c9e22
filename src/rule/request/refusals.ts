import { StepgateError } from '../../error.ts';
import { textOf } from '../../large/stringify.ts';
import type { Placeholder, RequestRefusal, Scope } from '../compiled.ts';
import { gather } from '../component-placeholders.ts';
import { compileCondition } from '../condition/condition.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { member } from '../json-pointer.ts';
import { contextSyntax } from '../placeholder.ts';
import { refuseSecrets } from '../rule-secrets.ts';
import type { RequestSpec } from '../schema/request.ts';
import { compileTemplate } from '../template.ts';

/** Compiles `request.refuse`. */
export function compileRefusals(
  refuse: RequestSpec['refuse'] = [],
  pointer: string,
  diagnostics: Diagnostics,
): RequestRefusal[] {
  const refusals = refuse.map(({ when, status = 400, code = '000400', msg = 'the request is refused' }, index) => {
    const at = (field: string): string => member(pointer, index, field);
    return {
      when: compileCondition(when, at('when'), contextSyntax, diagnostics),
      ...{ status, code },
      msg: compileTemplate(msg, at('msg'), contextSyntax, diagnostics),
    };
  });
  refuseSecrets(refusalPlaceholders(refusals), diagnostics);
  return refusals;
}

/** All placeholders of refusals. */
export function refusalPlaceholders(refusals: readonly RequestRefusal[]): Placeholder[] {
  return refusals.flatMap(({ when, msg }) => gather([when, msg]));
}

/** The error of the first refusal that is true; 110004 where one fails. Undefined: the request is taken. */
export function refusalOf(refusals: readonly RequestRefusal[], scope: Scope): StepgateError | undefined {
  try {
    const found = refusals.find(({ when }) => when.evaluate(scope));
    return (
      found &&
      new StepgateError(found.code, textOf(found.msg.evaluate(scope)), { status: found.status, kind: 'refused' })
    );
  } catch (error) {
    if (error instanceof StepgateError) return error;
    throw error;
  }
}
