import type { ComponentExecutor, ResolvedTransform } from '../../../src/engine/port.ts';
import { StepgateError } from '../../../src/error.ts';
import type { TransformCall } from '../../../src/rule/compiled.ts';

/** Transforms give what they get, or fail, at the engine's port for them: the sandbox is no part of these programs. */
export const transformActor: ComponentExecutor<TransformCall, ResolvedTransform> = {
  resolve: ({ expression, input }, scope) => ({ type: 'transform', expression, input: input?.evaluate(scope) ?? null }),
  execute: ({ expression, input }) =>
    expression === '$'
      ? Promise.resolve({ kind: 'value', result: { body: input } })
      : Promise.reject(new StepgateError('110002', 'D3137: no')),
};
