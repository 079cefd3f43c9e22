import { StepgateError } from '../error.ts';
import type { JsonObject } from '../json.ts';
import type { ApiCall, CompiledRule, Scope, ScriptCall } from '../rule/compiled.ts';
import { Context } from './context.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { KeptRun } from './port.ts';

/** What the check of an operator's data takes. */
export type RedirectDeps = Pick<EngineDeps, 'environment' | 'redact' | 'executors'>;

/**
 * Refuses data with which a call that sends secrets or credentials would go to another origin, or a script that names
 * secrets would be handed one: an operator who edits the data of a run could have them sent to any server.
 * @throws StepgateError 000403.
 */
export function refuseRedirect(
  { environment, redact, executors }: RedirectDeps,
  rule: CompiledRule,
  row: KeptRun,
  kept: JsonObject,
  changed: JsonObject,
): void {
  const values = environment();
  const [before, after] = [kept, changed].map((data) => new Context(data, row, values).scope) as [Scope, Scope];
  for (const { call, name, layer } of rule.layers.flat()) {
    if (call.type === 'script') {
      const address = newAddress(call, before, after, executors);
      if (address !== undefined)
        throw refusal(
          `hand ${redact(address)} to the script of the component ${name} of layer ${layer}, which names secrets`,
        );
      continue;
    }
    const origin = originOf(call, after);
    if (origin === undefined || origin === originOf(call, before) || !sendsSecrets(call, after, redact)) continue;
    throw refusal(`let the component ${name} of layer ${layer} send secrets or credentials to ${redact(origin)}`);
  }
}

function refusal(what: string): StepgateError {
  return new StepgateError('000403', `these data would ${what}; this needs the role developer`);
}

/** The origin of an address in a script's input that was not there before; undefined: none, or it names no secret. */
function newAddress(
  call: ScriptCall,
  before: Scope,
  after: Scope,
  { script }: EngineDeps['executors'],
): string | undefined {
  const known = originsIn(call, before);
  const added = [...originsIn(call, after)].find((origin) => !known.has(origin));
  return added !== undefined && namesSecrets(call, after, script) ? added : undefined;
}

function originsIn({ input }: ScriptCall, scope: Scope): Set<string> {
  const text = input ? JSON.stringify(input.evaluate(scope)) : '';
  const found = Array.from(text.matchAll(/https?:\/\/[^\s"'<>\\]+/gi), ([url]) => URL.parse(url)?.origin);
  return new Set(found.filter((origin) => origin !== undefined));
}

function namesSecrets(call: ScriptCall, scope: Scope, script: EngineDeps['executors']['script']): boolean {
  try {
    return /\{\s*secret\b/.test(script.resolve(call, scope).source);
  } catch {
    // There is no such script: nothing will be sent.
    return false;
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
