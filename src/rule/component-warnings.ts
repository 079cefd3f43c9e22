import type { CompiledComponent, RuleEnvironment } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { member } from './json-pointer.ts';

/** Warns of what one component by itself makes doubtful. */
export function warnOfComponent(
  { name, call, pointer, retryMaxCount, cacheTtlMs, until }: CompiledComponent,
  { hasScript }: RuleEnvironment,
  diagnostics: Diagnostics,
): void {
  const at = (field: string) => member(pointer, field);
  if (until && cacheTtlMs !== undefined) {
    diagnostics.warn(at('isCache'), 'beside until the result that is kept is looked at again and again; leave it out');
  }
  if (call.type === 'script') {
    if (hasScript?.(call.script) === false) diagnostics.warn(at('url'), `there is no script ${call.script} yet`);
    return;
  }
  if (call.type === 'flow' || call.type === 'transform' || call.type === 'wait') return;
  // That of the request is chosen by who calls the rule.
  const { method = 'call' } = call;
  // What undoes another one is there to be repeated until it has; no other name holds a slash.
  if (retryMaxCount > 0 && method !== 'GET' && method !== 'HEAD' && !name.includes('/')) {
    diagnostics.warn(
      at('retryMaxCount'),
      `a ${method} is repeated after a failure: ${call.type === 'rule' ? 'a new run of that rule begins' : 'make sure that the upstream heeds its Idempotency-Key'}`,
    );
  }
  if (cacheTtlMs !== undefined && method !== 'GET' && method !== 'HEAD') {
    diagnostics.warn(at('isCache'), `the result of a ${method} is kept: the calls that it saves are never made`);
  }
}
