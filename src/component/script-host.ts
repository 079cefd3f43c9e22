import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import { parseJsonText } from '../json-text.ts';
import type { Attempt, RememberedStep } from '../engine/port.ts';
import type { HostMethod, SandboxHost } from '../sandbox/sandbox.ts';
import { secretMethods } from './secret-methods.ts';
import { keepWithin } from './keep-within.ts';
import type { HostFunction } from './host-function.ts';
import { createRequestNumbers } from './request-numbers.ts';
import { sendScriptRequest } from './script-request.ts';
import type { ScriptDeps } from './script-deps.ts';

/** Makes what the gateway does for one call of one script (the table in sandbox.ts). */
export function createScriptHosts(deps: ScriptDeps): (attempt: Attempt) => SandboxHost {
  const shared = new Map(secretMethods(deps.secrets));
  return (attempt) => createScriptHost(deps, attempt, shared);
}

function createScriptHost(
  deps: ScriptDeps,
  attempt: Attempt,
  shared: ReadonlyMap<HostMethod, HostFunction>,
): SandboxHost {
  const { run, trace } = attempt;
  const numberOf = createRequestNumbers(attempt);
  const methods = new Map<HostMethod, HostFunction>([
    ['request', ([options, step]) => sendScriptRequest(deps, attempt, options, numberOf(text(step)))],
    ['data.store', ([key, value]) => keepWithin('ctx.data', run.data, text(key), value ?? null, (one) => one)],
    ['data.load', ([key]) => run.data.get(text(key)) ?? null],
    ['step.load', ([name]) => loadStep(text(name))],
    [
      'step.store',
      ([name, value = null, promised]) => storeStep(text(name), { value, ...(promised === true && { promised }) }),
    ],
    ['response', ([value]) => (run.respond(value ?? null), null)],
  ]);

  return {
    async call(method, args) {
      attempt.signal.throwIfAborted();
      const act = methods.get(method) ?? shared.get(method);
      if (!act) throw new StepgateError('110005', `ctx.${method} does not exist`);
      return JSON.stringify(await act(parseJsonText(args) as readonly Json[]));
    },
    log: (level, message, at) => trace.logs.push({ level, datetime: new Date(at).toISOString(), message }),
    logsDropped: (count) => (trace.logsDropped += count),
  };

  function loadStep(name: string): Json {
    const remembered = run.steps.get(stepKey(name));
    if (!remembered) return { found: false };
    trace.steps.push({ name, remembered: true, run_time: 0 });
    return { found: true, ...remembered };
  }

  function storeStep(name: string, step: RememberedStep): null {
    keepWithin('ctx.step', run.steps, stepKey(name), step, (one) => one.value);
    trace.steps.push({ name, remembered: false, run_time: 0 });
    return null;
  }

  /** A slash in the component's name is none before the step's: `a/b` and `c` are not `a` and `b/c`. */
  function stepKey(name: string): string {
    return `${attempt.key.replace(/[%/]/g, encodeURIComponent)}/${name}`;
  }
}

/** The child has checked that these are strings. */
export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
