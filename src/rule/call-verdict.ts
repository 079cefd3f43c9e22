import type { ApiCall, Diagnostic } from './compiled.ts';
import { compileCondition } from './condition/condition.ts';
import { createDiagnostics } from './diagnostics.ts';
import { compileFailures } from './failure-cases.ts';
import { resultSyntax } from './placeholder.ts';
import type { ApiSpec } from './schema/component.ts';
import { compileTemplate } from './template.ts';

/** The fields of an api that judge its answer. */
export type VerdictSpec = Pick<ApiSpec, 'responseCondition' | 'errMsg' | 'failure' | 'retryOn'>;

type Verdict = Pick<ApiCall, 'responseCondition' | 'errMsg' | 'failure' | 'retryOn'>;

/** Compiles them for a call that stands in no rule; `wrong`: the first error. */
export function compileVerdict({ responseCondition, errMsg, failure, retryOn }: VerdictSpec): {
  readonly verdict: Verdict;
  readonly wrong: Diagnostic | undefined;
} {
  const diagnostics = createDiagnostics();
  const verdict = {
    responseCondition:
      responseCondition === undefined
        ? undefined
        : compileCondition(responseCondition, '/responseCondition', resultSyntax, diagnostics),
    errMsg: errMsg === undefined ? undefined : compileTemplate(errMsg, '/errMsg', resultSyntax, diagnostics),
    failure: compileFailures(failure, '/failure', diagnostics),
    retryOn: retryOn && new Set(retryOn),
  };
  return { verdict, wrong: diagnostics.errors[0] };
}
