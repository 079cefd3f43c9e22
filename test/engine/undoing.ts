import { StepgateError } from '../../src/error.ts';
import type { Json, JsonObject } from '../../src/json.ts';
import { api } from './runner-under-test.ts';
import type { RunnerUnderTest } from './runner-under-test.ts';

export const refused = (): StepgateError => new StepgateError('110006', 'refused', { retryable: false });
export const lost = (): StepgateError =>
  new StepgateError('110007', 'no answer', { uncertain: true, retryable: false });

/** A component, and what undoes it. */
export function undoable(name: string, more: JsonObject = {}, undo: JsonObject = {}): JsonObject {
  const input = { own: `{${name}}`, code: '{error.code}' };
  const compensate = { type: 'api', method: 'POST', url: `http://127.0.0.1/undo-${name}`, input, ...undo };
  return api(name, { method: 'POST', compensate, ...more });
}

/** Writes, and what follows them, take several turns. */
export async function settle(run: RunnerUnderTest): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await run.settle();
  // What was aborted waits for no answer.
  const open = run.calls.filter(({ attempt }) => !attempt.signal.aborted);
  run.calls.splice(0, run.calls.length, ...open);
}

/** Answers what is under way with its component's name, but for those that are to fail; gives what was called. */
export async function answerAll(
  run: RunnerUnderTest,
  failing: Readonly<Record<string, () => Error>> = {},
): Promise<string[]> {
  const called: string[] = [];
  for (let call = run.calls.shift(); call; call = run.calls.shift()) {
    called.push(call.component);
    const fail = failing[call.component];
    if (fail) call.fail(fail());
    else call.answer(`${call.component}!`);
    await settle(run);
  }
  return called;
}

/** What the call of a compensation was given, in the order of the calls. */
export async function inputs(run: RunnerUnderTest): Promise<Record<string, Json>> {
  const given: Record<string, Json> = {};
  for (let call = run.calls.shift(); call; call = run.calls.shift()) {
    given[call.component] = call.call.input ?? null;
    call.answer('ok');
    await settle(run);
  }
  return given;
}

export async function status(run: RunnerUnderTest): Promise<string | undefined> {
  return (await run.repository.get(run.trx))?.status;
}
