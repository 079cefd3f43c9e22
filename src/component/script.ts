import { Abort } from '../abort.ts';
import { systemClock } from '../clock.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { parseAnyJson } from '../large/parse-large.ts';
import { loggedError } from '../engine/logged-error.ts';
import type { ComponentExecutor, ResolvedScript } from '../engine/port.ts';
import type { LoggedError } from '../engine/run-log.ts';
import type { ScriptCall } from '../rule/compiled.ts';
import type { ScriptDeps } from './script-deps.ts';
import { createScriptHosts } from './script-host.ts';
import { StepRecorder } from './step-recorder.ts';
import { stringify } from '../large/stringify.ts';

/** Why requests end that their script did not wait for: one error for all, for nearly no script has such requests. */
const ENDED = new StepgateError('110007', 'the script ended before its request', { retryable: false });

/** Of steps that their handler did not wait for. */
const RETURNED: LoggedError = {
  code: '110010',
  msg: 'the handler returned before this step had ended',
  kind: 'business',
};

/** Runs script components in the sandbox. */
export function createScriptExecutor(deps: ScriptDeps): ComponentExecutor<ScriptCall, ResolvedScript> {
  const createHost = createScriptHosts(deps);
  return {
    resolve({ script: name, input }, scope) {
      const found = deps.find(name);
      if (!found) throw new StepgateError('110001', `there is no script "${name}"; save one under that name`);
      return {
        type: 'script',
        script: name,
        version: found.version,
        source: found.source,
        language: found.language,
        input: input?.evaluate(scope) ?? null,
      };
    },
    async execute(call, attempt) {
      const signal = new Abort(attempt.signal);
      const input = stringify(call.input);
      const steps = new StepRecorder(attempt.trace, deps.clock ?? systemClock);
      try {
        const outcome = await deps.sandbox.run({
          script: { name: call.script, version: call.version, source: call.source, language: call.language },
          input,
          trx: attempt.run.trx,
          logId: attempt.run.logId,
          timeoutMs: attempt.timeoutMs,
          signal: attempt.signal,
          host: createHost({ ...attempt, signal }, steps, input),
        });
        steps.endAll(
          outcome.kind === 'value' ? RETURNED : { code: outcome.code, msg: outcome.reason, kind: 'business' },
        );
        if (outcome.kind !== 'value') return outcome;
        const output = parseAnyJson(outcome.json);
        return { kind: 'value', result: { body: output instanceof Promise ? await output : output } };
      } catch (thrown) {
        steps.endAll(loggedError(toStepgateError(thrown)));
        throw thrown;
      } finally {
        signal.abort(ENDED);
      }
    },
  };
}
