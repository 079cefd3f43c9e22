import { StepgateError, toStepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { CompiledComponent, ResultScope, Scope } from '../rule/compiled.ts';
import { withoutMarks } from '../rule/request/bigint.ts';
import { isRequest } from '../rule/rule-call.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import { callOnce } from './component-call.ts';
import type { ComponentDeps, ComponentHost } from './component-host.ts';
import type { ComponentRecord } from './component-record.ts';
import type { ComponentResult, Executors, ResolvedCall } from './port.ts';
import { isRetryable, retryWaitMs } from './retry.ts';
import { untilHolds } from './until.ts';

/**
 * Runs one component to its end: condition, call with retries and cache, output, fallback. Condition and templates are
 * evaluated before it first waits, so that all components of a layer see the context as the layer found it.
 * Never rejects. It is one function, because each that waits costs promises of its own in every call.
 */
export async function runComponent(deps: ComponentDeps, host: ComponentHost, record: ComponentRecord): Promise<void> {
  const { signal } = record;
  let outcome: ComponentOutcome;
  let hasCalled = false;
  try {
    let ended = prepare(deps, host.scope, record);
    while (ended === undefined) {
      try {
        host.called();
        signal.throwIfAborted();
        record.beginAttempt();
        record.isCalling = true;
        const called = isInside(record.component) ? host.inside(record, host.scope) : callOnce(deps, host, record);
        hasCalled = true;
        ended = outcomeOf(deps, record, await called);
        if (record.component.until) ended = await untilHolds(deps.clock, record, record.component.until, ended);
      } catch (thrown) {
        record.noteFailed(thrown);
        await deps.clock.sleep(waitBeforeRetry(record, toStepgateError(thrown)), signal);
      }
    }
    outcome = ended;
    // What ends without a call ends after all of its layer have begun, one after the other, as calls do.
    if (!hasCalled) await Promise.resolve();
    // What is mocked has no result, and is not kept.
    const waiting = outcome.kind === 'value' && record.hasCalled ? host.keep(record, outcome.output) : undefined;
    if (waiting) await waiting;
  } catch (thrown) {
    if (!hasCalled) await Promise.resolve();
    const came = failed(host, record, thrown);
    // Who answers early sees the failure with the output: nothing comes between them.
    outcome = came instanceof Promise ? await came : came;
    const { keep } = record.trace.childAnswer ?? {};
    if (keep && outcome.kind === 'failed') host.run.beforeKept(keep);
  }
  host.ended(record, outcome);
}

/** What ends a component without a call; undefined: it is to be called. */
function prepare(
  { clock, executors, mock }: ComponentDeps,
  scope: Scope,
  record: ComponentRecord,
): ComponentOutcome | undefined {
  const { component } = record;
  const { dueAt = 0 } = record;
  if (dueAt > clock.now()) return { kind: 'parked', dueAt };
  record.dueAt = undefined;
  if (!record.isWoken && component.condition?.evaluate(scope) === false) return { kind: 'skipped' };
  if (mock) {
    record.resolved = resolvedOrNot(executors, component, scope);
    const mocked = mock(component, record.named.name);
    if (mocked) return { kind: 'value', output: mocked.output };
  }
  record.resolved = resolve(executors, component, scope);
  // A flow has chosen its case then.
  record.hasCalled = component.call.type !== 'flow';
  return undefined;
}

/** What a component, or a whole loop, comes to that has failed; as the promise where it takes long to measure what is kept. */
export function failed(
  host: Pick<ComponentHost, 'scope' | 'keepFailure'>,
  record: ComponentRecord,
  thrown: unknown,
): ComponentOutcome | Promise<ComponentOutcome> {
  const { component, signal } = record;
  const refused = (failure: unknown): ComponentOutcome => {
    record.error = toStepgateError(failure);
    return { kind: 'failed', error: record.error };
  };
  // A stopped component failed because of that, whatever became of the call.
  const error = toStepgateError(signal.aborted ? signal.reason : thrown);
  record.error = error;
  // An aborted run ends as a whole: `ignoreError` is for the component's own failures, before the client saw of them.
  if (!component.ignoreError || signal.aborted || record.isPassedOn) return { kind: 'failed', error };
  try {
    // An output is what its JSON says, before a recovery and after it: a `bigint` of the request is a number there.
    const outcome = { kind: 'value', output: withoutMarks(component.fallback.evaluate(host.scope)) } as const;
    const keeping = component.keepsFailure && host.keepFailure(record, error);
    return keeping ? keeping.then(() => outcome, refused) : outcome;
  } catch (failure) {
    return refused(failure);
  }
}

/** A flow and a wait have nothing that is evaluated before they run. */
function resolve(executors: Executors, { call }: CompiledComponent, scope: Scope): ResolvedCall | undefined {
  switch (call.type) {
    case 'api':
      return executors.api.resolve(call, scope);
    case 'rule':
      return executors.rule.resolve(call, scope);
    case 'script':
      return executors.script.resolve(call, scope);
    case 'transform':
      return executors.transform.resolve(call, scope);
    case 'flow':
    case 'wait':
      return undefined;
  }
}

/** What no executor runs: a flow, a wait. */
function isInside({ call }: CompiledComponent): boolean {
  return call.type === 'flow' || call.type === 'wait';
}

/** What a mocked component would have called, for the log; the script behind a mock need not be there. */
function resolvedOrNot(executors: Executors, component: CompiledComponent, scope: Scope): ResolvedCall | undefined {
  try {
    return resolve(executors, component, scope);
  } catch {
    return undefined;
  }
}

/** @throws StepgateError 110006 */
function outcomeOf(
  deps: ComponentDeps,
  record: ComponentRecord,
  settled: ComponentResult | ComponentOutcome,
): ComponentOutcome {
  if (!isResult(settled)) {
    if (settled.kind === 'value') record.mayHaveHappened = true;
    return settled;
  }
  switch (settled.kind) {
    case 'value': {
      const { result } = settled;
      record.result = result;
      const judged = judge(deps, record, result);
      record.isCalling = false;
      // What fails from here on fails after the call has succeeded.
      record.mayHaveHappened = true;
      if (judged) return { kind: 'value', output: judged.output };
      const { outputData } = record.component;
      return { kind: 'value', output: outputData ? outputData.evaluate(result) : result.body };
    }
    case 'break':
      return { kind: 'break', error: stopped(settled, settled.status) };
    case 'suspend':
      // Where the rule keeps nothing, a suspension is a failure with HTTP 500.
      return { kind: 'suspend', error: stopped(settled, 500) };
    case 'child':
      return { kind: 'child', error: new StepgateError(settled.code, settled.trx, { retryable: false }) };
    case 'waiting':
      // It is woken when that run has ended.
      return { kind: 'parked', dueAt: null };
  }
}

function isResult(settled: ComponentResult | ComponentOutcome): settled is ComponentResult {
  return 'result' in settled || 'reason' in settled || 'trx' in settled;
}

/** Milliseconds. @throws `error` where the call is not to be made again. */
function waitBeforeRetry(record: ComponentRecord, error: StepgateError): number {
  const { component, signal } = record;
  const { retryMaxCount, retryMaxWaitMs, retryBaseMs } = component;
  const retryOn = isRequest(component.call) ? component.call.retryOn : undefined;
  if (signal.aborted || record.isPassedOn || !isRetryable(error, retryOn) || record.retries >= retryMaxCount)
    throw error;
  record.retries++;
  record.retryCount++;
  return retryWaitMs(record.retries, retryMaxWaitMs, error, retryBaseMs);
}

/** @throws StepgateError 110006; the answer is in the run log. */
function judge(
  deps: ComponentDeps,
  record: ComponentRecord,
  result: ResultScope,
): { readonly output: Json } | undefined {
  try {
    return deps.judge(record.component.call, result);
  } catch (error) {
    for (const request of record.trace.requests) request.refuse(result);
    throw error;
  }
}

/** A script has said no, by whatever code. */
function stopped({ code, reason }: { readonly code: string; readonly reason: string }, status: number): StepgateError {
  return new StepgateError(code, reason, { status, kind: 'business' });
}
