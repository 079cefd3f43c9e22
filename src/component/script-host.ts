import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import { parseAnyJson } from '../large/parse-large.ts';
import { loggedError } from '../engine/logged-error.ts';
import type { Attempt, RememberedStep } from '../engine/port.ts';
import { errorOfText } from '../sandbox/error-text.ts';
import type { ErrorText } from '../sandbox/message.ts';
import type { HostMethod, SandboxHost } from '../sandbox/sandbox.ts';
import { secretMethods } from './secret-methods.ts';
import { keepWithin } from './keep-within.ts';
import type { HostFunction } from './host-function.ts';
import { createRequestNumbers } from './request-numbers.ts';
import { sendScriptRequest } from './script-request.ts';
import type { ScriptDeps } from './script-deps.ts';
import type { StepRecorder } from './step-recorder.ts';
import { stringify } from '../large/stringify.ts';

/** Makes what the gateway does for one call of one script (the table in sandbox.ts); `input` is the script's, as JSON. */
export function createScriptHosts(
  deps: ScriptDeps,
): (attempt: Attempt, steps: StepRecorder, input: string) => SandboxHost {
  const shared = new Map(secretMethods(deps.secrets));
  return (attempt, steps, input) => createScriptHost(deps, attempt, steps, input, shared);
}

function createScriptHost(
  deps: ScriptDeps,
  attempt: Attempt,
  steps: StepRecorder,
  input: string,
  shared: ReadonlyMap<HostMethod, HostFunction>,
): SandboxHost {
  const { run, trace } = attempt;
  const numberOf = createRequestNumbers(attempt);
  const methods = new Map<HostMethod, HostFunction>([
    ['request', ([options, step]) => sendScriptRequest(deps, attempt, options, numberOf(text(step)), input)],
    ['data.store', ([key, value]) => keepWithin('ctx.data', run.data, text(key), value ?? null, (one) => one)],
    ['data.load', ([key]) => run.data.get(text(key)) ?? null],
    ['step.load', ([name, parent]) => loadStep(text(name), text(parent))],
    [
      'step.store',
      ([name, value = null, promised]) => storeStep(text(name), { value, ...(promised === true && { promised }) }),
    ],
    [
      'step.fail',
      ([name, error]) => (steps.end(text(name), loggedError(errorOfText(error as unknown as ErrorText))), null),
    ],
    ['progress', ([fraction, message]) => progressed(Number(fraction), message)],
    ['response', ([value]) => (run.respond(value ?? null), null)],
  ]);

  return {
    async call(method, args) {
      attempt.signal.throwIfAborted();
      const act = methods.get(method) ?? shared.get(method);
      if (!act) throw new StepgateError('110005', `ctx.${method} does not exist`);
      return stringify(await act((await parseAnyJson(args)) as readonly Json[]));
    },
    log: (level, message, at) => trace.logs.push({ level, datetime: new Date(at).toISOString(), message }),
    warn: (message) => trace.warnings.push(message),
    begunAnew: () => steps.clear(),
    logsDropped: (count) => (trace.logsDropped += count),
  };

  function progressed(fraction: number, message: Json | undefined): null {
    trace.fraction = fraction;
    if (typeof message === 'string') run.message = message;
    run.feed?.said();
    return null;
  }

  function loadStep(name: string, parent: string): Json {
    const remembered = run.steps.get(stepKey(name));
    steps.begin(name, parent, remembered !== undefined);
    return remembered ? { found: true, ...remembered } : { found: false };
  }

  function storeStep(name: string, step: RememberedStep): null {
    keepWithin('ctx.step', run.steps, stepKey(name), step, (one) => one.value);
    steps.end(name, null);
    return null;
  }

  /** A slash in the component's name is none before the step's: `a/b` and `c` are not `a` and `b/c`. */
  function stepKey(name: string): string {
    return `${attempt.key.replace(/[%/]/g, encodeURIComponent)}/${name}`;
  }
}

/** The child has checked that these are strings. */
export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : stringify(value ?? null);
}
