import { StepgateError } from '../error.ts';
import { isList } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { stringify } from '../large/stringify.ts';
import type { ApiCall, CompiledComponent, CompiledRule, Loop, Scope, ScriptCall } from '../rule/compiled.ts';
import { layersInside } from '../rule/every-component.ts';
import { iso } from './component-record.ts';
import { Context } from './context.ts';
import type { EngineDeps } from './engine-deps.ts';
import { elementScope } from './inner-context.ts';
import type { KeptRun } from './port.ts';
import { valueOr } from './previewed-call.ts';

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
  const birth = { now: iso(row.createdAt), uuid: '' };
  const [before, after] = [kept, changed].map((data) => new Context(data, row, values, birth).scope) as [Scope, Scope];
  eachScope(rule.layers, [before], [after], ({ call, name, layer }, befores, afters) => {
    // What another rule is given stays in the gateway, but a script or an upstream of its may get it.
    if (call.type !== 'api' && call.type !== 'script') return;
    if (call.type === 'script') {
      const address = newAddress(call, befores, afters, executors);
      if (address !== undefined)
        throw refusal(
          `hand ${redact(address)} to the script of the component ${name} of layer ${layer}, which names secrets`,
        );
      return;
    }
    const known = new Set(befores.map((one) => originOf(call, one)));
    for (const one of afters) {
      const origin = originOf(call, one);
      if (origin === undefined || known.has(origin) || !sendsSecrets(call, one, redact)) continue;
      throw refusal(`let the component ${name} of layer ${layer} send secrets or credentials to ${redact(origin)}`);
    }
  });
}

/** Calls `check` for each component, also inside flows, with the contexts that it may see: in a loop one per element. */
function eachScope(
  layers: CompiledRule['layers'],
  before: readonly Scope[],
  after: readonly Scope[],
  check: (component: CompiledComponent, before: readonly Scope[], after: readonly Scope[]) => void,
): void {
  for (const component of layers.flat()) {
    const { loop } = component;
    const [befores, afters] = loop ? [elementsOf(loop, before), elementsOf(loop, after)] : [before, after];
    check(component, befores, afters);
    eachScope(layersInside(component), befores, afters, check);
  }
}

/** The contexts of a loop's elements, as far as its list is there. */
function elementsOf({ list, as }: Loop, scopes: readonly Scope[]): Scope[] {
  return scopes.flatMap((scope) => {
    const items = valueOr(() => list.evaluate(scope), null);
    if (!isList(items)) return [scope];
    return Array.from(items, (item, index) => elementScope(scope, as, item, index));
  });
}

function refusal(what: string): StepgateError {
  return new StepgateError('000403', `these data would ${what}; this needs the role developer`);
}

/** The origin of an address in a script's input that was not there before; undefined: none, or it names no secret. */
function newAddress(
  call: ScriptCall,
  befores: readonly Scope[],
  afters: readonly Scope[],
  { script }: EngineDeps['executors'],
): string | undefined {
  const known = new Set(befores.flatMap((before) => [...originsIn(call, before)]));
  for (const after of afters) {
    const added = [...originsIn(call, after)].find((origin) => !known.has(origin));
    if (added !== undefined && namesSecrets(call, after, script)) return added;
  }
  return undefined;
}

function originsIn({ input }: ScriptCall, scope: Scope): Set<string> {
  const text = input ? stringify(valueOr<unknown, unknown>(() => input.evaluate(scope), scope)) : '';
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
  try {
    const sent = { header: call.header.evaluate(scope), input: call.input?.evaluate(scope) ?? null };
    return redact(sent) !== sent;
  } catch {
    // Nobody knows yet what it will send.
    return true;
  }
}
