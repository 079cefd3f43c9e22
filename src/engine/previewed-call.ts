import type { CompiledComponent, Scope } from '../rule/compiled.ts';
import { withoutCredentials } from '../url-credentials.ts';
import { nameOf } from './component-record.ts';
import type { PreviewedComponent } from './engine.ts';
import { methodOf } from './method-of.ts';

/** What a component would call: the URL as it is written where a value of it is not there, the input then null. */
export function callOf(
  { call }: CompiledComponent,
  scope: Scope,
): Pick<PreviewedComponent, 'type' | 'url' | 'method' | 'input'> {
  switch (call.type) {
    case 'api':
    case 'rule': {
      const url = withoutCredentials(valueOr(() => call.url.evaluate(scope), call.url.source));
      const input = valueOr(() => call.input?.evaluate(scope) ?? null, null);
      return { type: call.type, url, method: methodOf(call, scope), input };
    }
    case 'script':
    case 'transform': {
      const input = valueOr(() => call.input?.evaluate(scope) ?? null, null);
      return { type: call.type, url: nameOf(call), method: null, input };
    }
    case 'flow':
    case 'wait':
      return { type: call.type, url: '', method: null, input: null };
  }
}

/** Whether its condition is false; null: it cannot be said yet. */
export function skipped({ condition }: CompiledComponent, scope: Scope): boolean | null {
  return valueOr(() => (condition ? !condition.evaluate(scope) : false), null);
}

/** What `evaluate` gives; where it fails on what is there so far, `other`. */
export function valueOr<T, U>(evaluate: () => T, other: U): T | U {
  try {
    return evaluate();
  } catch {
    return other;
  }
}
