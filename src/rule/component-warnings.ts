import type { CompiledComponent, RuleEnvironment } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { member } from './json-pointer.ts';

/** Warns of what one component by itself makes doubtful. */
export function warnOfComponent(
  { call, layer, action, retryMaxCount, cacheTtlMs }: CompiledComponent,
  { hasScript }: RuleEnvironment,
  diagnostics: Diagnostics,
): void {
  const at = (field: string) => member('/components', layer - 1, action - 1, field);
  if (call.type === 'script') {
    if (hasScript?.(call.script) === false) diagnostics.warn(at('url'), `there is no script ${call.script} yet`);
    return;
  }
  const { method } = call;
  if (retryMaxCount > 0 && method !== 'GET' && method !== 'HEAD') {
    diagnostics.warn(
      at('retryMaxCount'),
      `a ${method} is repeated after a failure: make sure that the upstream heeds its Idempotency-Key`,
    );
  }
  if (cacheTtlMs !== undefined && method !== 'GET' && method !== 'HEAD') {
    diagnostics.warn(at('isCache'), `the result of a ${method} is kept: the calls that it saves are never made`);
  }
}
