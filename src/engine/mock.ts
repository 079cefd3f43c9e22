import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { CompiledComponent } from '../rule/compiled.ts';
import type { Mocks } from './engine.ts';

/** Stands in for components by name: an `output` is the component's output, an `error` its failure. */
export function mockOf(mocks: Mocks): (component: CompiledComponent) => { readonly output: Json } | undefined {
  return ({ name, call }) => {
    const mock = Object.hasOwn(mocks, name) ? mocks[name] : undefined;
    if (mock && 'output' in mock) return mock;
    if (mock && 'error' in mock) throw new StepgateError(mock.error.code, mock.error.msg);
    if (call.type === 'script') return undefined;
    throw new StepgateError(
      '110007',
      `component "${name}" has no mock, and in a test no call leaves; give mocks.${name}.output or .error`,
      { retryable: false },
    );
  };
}
