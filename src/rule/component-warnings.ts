import type { CompiledComponent, RuleEnvironment } from './compiled.ts';
import type { Findings } from './findings.ts';
import { member } from './json-pointer.ts';

/** Warns of what one component by itself makes doubtful. */
export function warnOfComponent(
  { call, layer, action, retryMaxCount, cacheTtlMs }: CompiledComponent,
  { hasScript }: RuleEnvironment,
  findings: Findings,
): void {
  const at = (field: string) => member('/components', layer - 1, action - 1, field);
  if (call.type === 'script') {
    if (hasScript?.(call.script) === false) findings.warn(at('url'), `there is no script ${call.script} yet`);
    return;
  }
  const { method } = call;
  if (retryMaxCount > 0 && method !== 'GET' && method !== 'HEAD') {
    findings.warn(
      at('retryMaxCount'),
      `a ${method} is repeated after a failure: make sure that the upstream heeds its Idempotency-Key`,
    );
  }
  if (cacheTtlMs !== undefined && method !== 'GET' && method !== 'HEAD') {
    findings.warn(at('isCache'), `the result of a ${method} is kept: the calls that it saves are never made`);
  }
}
