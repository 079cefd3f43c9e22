import { StepgateError, toStepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import { LongNumber } from '../long-number.ts';
import type { CompiledComponent, ResultScope, Scope } from '../rule/compiled.ts';
import { mapBigints } from '../rule/request/bigint.ts';
import type { Clock } from '../clock.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import type { ComponentRecord } from './component-record.ts';
import type { ComponentResult, Executors, ResolvedCall, ResultCache, RunHandle } from './port.ts';
import { retryWaitMs } from './retry.ts';

/** What components need of the engine. */
export interface ComponentDeps {
  readonly executors: Executors;
  /** Judges an api's result. @throws StepgateError 110006. */
  readonly judge: (call: CompiledComponent['call'], result: ResultScope) => void;
  readonly cache: ResultCache;
  readonly clock: Clock;
  /** Mocks a component's call (`POST /rule/test`). @throws StepgateError the failure that is mocked. */
  readonly mock?: (component: CompiledComponent) => { readonly output: Json } | undefined;
}

/** What a component needs of its run. */
export interface ComponentHost {
  readonly run: RunHandle;
  /** Called before each call; may abort the signal. */
  called(): void;
  /**
   * Takes what the component gives, before it counts as done.
   * @throws StepgateError 110003 it is too large to be kept, at once or as the promise.
   */
  keep(record: ComponentRecord, output: Json): void | Promise<void>;
  ended(record: ComponentRecord, outcome: ComponentOutcome): void;
}

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
    let ended = prepare(deps, host.run.scope, record);
    while (ended === undefined) {
      try {
        host.called();
        signal.throwIfAborted();
        const called = callOnce(deps, host.run, record);
        hasCalled = true;
        ended = outcomeOf(deps, record, await called);
      } catch (thrown) {
        await deps.clock.sleep(waitBeforeRetry(record, toStepgateError(thrown)), signal);
      }
    }
    outcome = ended;
    // What is mocked has no result, and is not kept.
    const waiting = outcome.kind === 'value' && record.result ? host.keep(record, outcome.output) : undefined;
    if (waiting) await waiting;
  } catch (thrown) {
    outcome = failed(host, record, thrown);
  }
  // What ends without a call ends after all of its layer have begun, one after the other, as calls do.
  if (!hasCalled) await Promise.resolve();
  host.ended(record, outcome);
}

/** What ends a component without a call; undefined: it is to be called. */
function prepare(
  { executors, mock }: ComponentDeps,
  scope: Scope,
  record: ComponentRecord,
): ComponentOutcome | undefined {
  const { component } = record;
  if (component.condition?.evaluate(scope) === false) return { kind: 'skipped' };
  if (mock) {
    record.resolved = resolvedOrNot(executors, component, scope);
    const mocked = mock(component);
    if (mocked) return { kind: 'value', output: mocked.output };
  }
  record.resolved = resolve(executors, component, scope);
  return undefined;
}

function failed(host: ComponentHost, record: ComponentRecord, thrown: unknown): ComponentOutcome {
  const { component, signal } = record;
  // A stopped component failed because of that, whatever became of the call.
  const error = toStepgateError(signal.aborted ? signal.reason : thrown);
  record.error = error;
  // An aborted run ends as a whole: `ignoreError` is for the component's own failures.
  if (!component.ignoreError || signal.aborted) return { kind: 'failed', error };
  const output = withoutMarks(component.fallback.evaluate(host.run.scope));
  return { kind: 'value', output };
}

/** An output is what its JSON says, before a recovery and after it: a `bigint` of the request is a number there. */
function withoutMarks(value: Json): Json {
  return mapBigints(value, (number) => new LongNumber(number.toString()));
}

function resolve(executors: Executors, { call }: CompiledComponent, scope: Scope): ResolvedCall {
  return call.type === 'api' ? executors.api.resolve(call, scope) : executors.script.resolve(call, scope);
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
function outcomeOf(deps: ComponentDeps, record: ComponentRecord, settled: ComponentResult): ComponentOutcome {
  switch (settled.kind) {
    case 'value': {
      const { result } = settled;
      record.result = result;
      judge(deps, record, result);
      const { outputData } = record.component;
      return { kind: 'value', output: outputData ? outputData.evaluate(result) : result.body };
    }
    case 'break':
      return { kind: 'break', error: new StepgateError(settled.code, settled.reason, { status: settled.status }) };
    case 'suspend':
      // Where the rule keeps nothing, a suspension is a failure with HTTP 500.
      return { kind: 'suspend', error: new StepgateError(settled.code, settled.reason, { status: 500 }) };
  }
}

/** Milliseconds. @throws `error` where the call is not to be made again. */
function waitBeforeRetry(record: ComponentRecord, error: StepgateError): number {
  const { component, signal } = record;
  if (signal.aborted || !error.retryable || record.retryCount >= component.retryMaxCount) throw error;
  record.retryCount++;
  return retryWaitMs(record.retryCount, component.retryMaxWaitMs, error);
}

/** The call, or what is kept of it. */
function callOnce(deps: ComponentDeps, run: RunHandle, record: ComponentRecord): Promise<ComponentResult> {
  const { component, signal, resolved } = record;
  if (!resolved) throw new Error(`${component.name} is called before it is resolved`);
  if (component.cacheTtlMs === undefined) return execute(deps, run, record, resolved);
  const load = (): Promise<ComponentResult> => execute(deps, run, record, resolved);
  const isSuccess = (result: ResultScope): boolean => accepts(() => deps.judge(component.call, result));
  return deps.cache.get(resolved, component.cacheTtlMs, load, isSuccess, signal).then(({ result, hit }) => {
    record.isCache = hit;
    return result;
  });
}

/** @throws StepgateError 110006; the answer is in the run log. */
function judge(deps: ComponentDeps, record: ComponentRecord, result: ResultScope): void {
  try {
    deps.judge(record.component.call, result);
  } catch (error) {
    for (const request of record.trace.requests) request.refuse(result);
    throw error;
  }
}

function accepts(judged: () => void): boolean {
  try {
    judged();
    return true;
  } catch {
    return false;
  }
}

function execute(
  { executors }: ComponentDeps,
  run: RunHandle,
  { component, signal, trace }: ComponentRecord,
  resolved: ResolvedCall,
): Promise<ComponentResult> {
  const attempt = {
    run,
    component: component.name,
    key: component.key,
    idempotencyKey: `${run.trx}-${component.keyInHeader}`,
    timeoutMs: component.timeoutMs,
    signal,
    trace,
  };
  return resolved.type === 'api'
    ? executors.api.execute(resolved, attempt)
    : executors.script.execute(resolved, attempt);
}
