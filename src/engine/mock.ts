import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { CompiledComponent } from '../rule/compiled.ts';
import { isRequest } from '../rule/rule-call.ts';
import type { Mocks } from './engine.ts';

/** Stands in for components by name: an `output` is the component's output, an `error` its failure. */
export function mockOf(
  mocks: Mocks,
): (component: CompiledComponent, name: string) => { readonly output: Json } | undefined {
  return ({ call }, name) => {
    const mock = mockNamed(mocks, name);
    if (mock && 'output' in mock) return mock;
    if (mock && 'error' in mock) throw new StepgateError(mock.error.code, mock.error.msg);
    if (!isRequest(call)) return undefined;
    throw new StepgateError(
      '110007',
      `component "${name}" has no mock, and in a test no call leaves; give mocks.${name}.output or .error`,
      { retryable: false },
    );
  };
}

/** That of an element stands for itself, or for all of its loop: `reserve[0]`, `reserve`. */
export function mockNamed(mocks: Mocks, name: string): Mocks[string] | undefined {
  const found = [name, name.replace(/\[\d+\]/g, '')].find((one) => Object.hasOwn(mocks, one));
  return found === undefined ? undefined : mocks[found];
}
