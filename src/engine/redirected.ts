import { StepgateError } from '../error.ts';
import type { JsonObject } from '../json.ts';
import type { ApiCall, CompiledRule, Scope } from '../rule/compiled.ts';
import { Context } from './context.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { KeptRun } from './port.ts';

/**
 * Refuses data with which a call that sends secrets or credentials would go to another origin: whoever may edit the data
 * of a run could have them sent to a server of his own.
 * @throws StepgateError 000403.
 */
export function refuseRedirect(
  { surround, redact }: Pick<EngineDeps, 'surround' | 'redact'>,
  rule: CompiledRule,
  row: KeptRun,
  kept: JsonObject,
  changed: JsonObject,
): void {
  const around = surround();
  const [before, after] = [kept, changed].map((data) => new Context(data, row, around).scope) as [Scope, Scope];
  for (const { call, name, layer } of rule.layers.flat()) {
    if (call.type !== 'api') continue;
    const origin = originOf(call, after);
    if (origin === undefined || origin === originOf(call, before) || !sendsSecrets(call, after, redact)) continue;
    throw new StepgateError(
      '000403',
      `with these data the component ${name} of layer ${layer} would send secrets or credentials to ${redact(origin)}; ` +
        'this needs the role developer',
    );
  }
}

/** Undefined: the URL is none. */
function originOf({ url }: ApiCall, scope: Scope): string | undefined {
  try {
    return new URL(url.evaluate(scope)).origin;
  } catch {
    return undefined;
  }
}

function sendsSecrets(call: ApiCall, scope: Scope, redact: EngineDeps['redact']): boolean {
  const parts = [call.url, call.header, call.auth, call.input];
  const named = parts.some((part) => part?.placeholders.some(({ path }) => path[0] === 'secret'));
  if (named || call.auth !== undefined || call.tls !== undefined) return true;
  const sent = { header: call.header.evaluate(scope), input: call.input?.evaluate(scope) ?? null };
  return redact(sent) !== sent;
}
