import type { Signal } from '../abort.ts';
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

/** One component of one run. */
export interface ComponentRun {
  readonly component: CompiledComponent;
  readonly run: RunHandle;
  readonly signal: Signal;
  readonly record: ComponentRecord;
  /** Called before each call; may abort `signal`. */
  readonly onCall: () => void;
  /** Called with what it gives, before it counts as done. @throws StepgateError 110003 it is too large to be kept. */
  readonly onOutput: ((output: Json) => void | Promise<void>) | undefined;
}

/**
 * Runs one component to its end: condition, call with retries and cache, output, fallback. Condition and templates are
 * evaluated before it first waits, so that all components of a layer see the context as the layer found it.
 * Never rejects.
 */
export async function runComponent(deps: ComponentDeps, run: ComponentRun): Promise<ComponentOutcome> {
  const { component, signal, record } = run;
  const { scope } = run.run;
  try {
    if (component.condition?.evaluate(scope) === false) return { kind: 'skipped' };
    if (deps.mock) record.resolved = resolvedOrNot(deps.executors, component, scope);
    const mocked = deps.mock?.(component);
    if (mocked) return { kind: 'value', output: mocked.output };
    const resolved = resolve(deps.executors, component, scope);
    record.resolved = resolved;
    const settled = await callWithRetries(deps, run, resolved);
    if (settled.kind !== 'value') return stopped(settled);
    const output = outputOf(component, settled.result);
    const waiting = run.onOutput?.(output);
    if (waiting) await waiting;
    return { kind: 'value', output };
  } catch (thrown) {
    // A stopped component failed because of that, whatever became of the call.
    const error = toStepgateError(signal.aborted ? signal.reason : thrown);
    record.error = error;
    // An aborted run ends as a whole: `ignoreError` is for the component's own failures.
    if (!component.ignoreError || signal.aborted) return { kind: 'failed', error };
    return { kind: 'value', output: withoutMarks(component.fallback.evaluate(scope)) };
  }
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

function outputOf(component: CompiledComponent, result: ResultScope): Json {
  return component.outputData ? component.outputData.evaluate(result) : result.body;
}

function stopped(settled: Exclude<ComponentResult, { kind: 'value' }>): ComponentOutcome {
  if (settled.kind === 'break') {
    return { kind: 'break', error: new StepgateError(settled.code, settled.reason, { status: settled.status }) };
  }
  // Where the rule keeps nothing, a suspension is a failure with HTTP 500.
  return { kind: 'suspend', error: new StepgateError(settled.code, settled.reason, { status: 500 }) };
}

async function callWithRetries(
  deps: ComponentDeps,
  run: ComponentRun,
  resolved: ResolvedCall,
): Promise<ComponentResult> {
  const { component, signal, record } = run;
  for (let retry = 1; ; retry++) {
    try {
      run.onCall();
      signal.throwIfAborted();
      return await callOnce(deps, run, resolved);
    } catch (thrown) {
      const error = toStepgateError(thrown);
      if (signal.aborted || !error.retryable || retry > component.retryMaxCount) throw error;
      record.retryCount = retry;
      await deps.clock.sleep(retryWaitMs(retry, component.retryMaxWaitMs, error), signal);
    }
  }
}

async function callOnce(deps: ComponentDeps, run: ComponentRun, resolved: ResolvedCall): Promise<ComponentResult> {
  const { component, signal, record } = run;
  const call = (): Promise<ComponentResult> => execute(deps, run, resolved);
  const isSuccess = (result: ResultScope): boolean => accepts(() => deps.judge(component.call, result));
  const { result: done, hit } =
    component.cacheTtlMs === undefined
      ? { result: await call(), hit: false }
      : await deps.cache.get(resolved, component.cacheTtlMs, call, isSuccess, signal);
  record.isCache = hit;
  if (done.kind === 'value') {
    record.result = done.result;
    judge(deps, run, done.result);
  }
  return done;
}

/** @throws StepgateError 110006; the answer is in the run log. */
function judge(deps: ComponentDeps, { component, record }: ComponentRun, result: ResultScope): void {
  try {
    deps.judge(component.call, result);
  } catch (error) {
    record.trace.answers?.get(result)?.();
    throw error;
  }
}

function accepts(judge: () => void): boolean {
  try {
    judge();
    return true;
  } catch {
    return false;
  }
}

function execute(deps: ComponentDeps, run: ComponentRun, resolved: ResolvedCall): Promise<ComponentResult> {
  const { component, record } = run;
  const attempt = {
    run: run.run,
    component: component.name,
    key: `${component.layer}-${component.name}`,
    idempotencyKey: `${run.run.trx}-${component.layer}-${headerSafe(component.name)}`,
    timeoutMs: component.timeoutMs,
    signal: run.signal,
    trace: record.trace,
  };
  return resolved.type === 'api'
    ? deps.executors.api.execute(resolved, attempt)
    : deps.executors.script.execute(resolved, attempt);
}

/** Percent-encodes what a header value could not hold: control and non-ASCII characters, a space at the end. */
function headerSafe(name: string): string {
  return name.replace(/[^\x20-\x7e]+| +$/gu, (unsafe) => encodeURIComponent(unsafe.toWellFormed()));
}
