import type { ResultScope } from '../rule/compiled.ts';
import { accepts } from './accepts.ts';
import type { ComponentDeps, ComponentHost } from './component-host.ts';
import type { ComponentRecord } from './component-record.ts';
import type { PassedStream } from './passed-answer.ts';
import type { ComponentResult, ResolvedCall } from './port.ts';

/** The call, or what is kept of it. */
export function callOnce(deps: ComponentDeps, host: ComponentHost, record: ComponentRecord): Promise<ComponentResult> {
  const { component, resolved } = record;
  if (!resolved) throw new Error(`${component.name} is called before it is resolved`);
  const { slots } = host;
  if (!slots) return cachedOrNot(deps, host, record, resolved);
  const call = (): Promise<ComponentResult> => cachedOrNot(deps, host, record, resolved).finally(() => slots.give());
  const waiting = slots.take(record.signal);
  return waiting ? waiting.then(call) : call();
}

function cachedOrNot(
  deps: ComponentDeps,
  host: ComponentHost,
  record: ComponentRecord,
  resolved: ResolvedCall,
): Promise<ComponentResult> {
  const { component, signal } = record;
  if (component.cacheTtlMs === undefined || resolved.type === 'transform') return execute(deps, host, record, resolved);
  const load = (): Promise<ComponentResult> => execute(deps, host, record, resolved);
  const isSuccess = (result: ResultScope): boolean => accepts(() => deps.judge(component.call, result));
  return deps.cache.get(resolved, component.cacheTtlMs, load, isSuccess, signal).then(({ result, hit }) => {
    record.isCache = hit;
    return result;
  });
}

/** Judges an answer by its head, and gives it to the client. */
async function passOn(
  deps: ComponentDeps,
  host: ComponentHost,
  record: ComponentRecord,
  result: ResultScope,
  stream: PassedStream,
): Promise<void> {
  try {
    deps.judge(record.component.call, result);
  } catch (error) {
    record.result = result;
    stream.skip();
    throw error;
  }
  record.isPassedOn = true;
  await host.passOn({ status: result.status ?? 200, header: result.header ?? {}, body: null }, stream);
}

function execute(
  deps: ComponentDeps,
  host: ComponentHost,
  record: ComponentRecord,
  resolved: ResolvedCall,
): Promise<ComponentResult> {
  const { executors } = deps;
  const { run } = host;
  const { component, signal, trace } = record;
  const attempt = {
    run,
    component: record.named.name,
    key: record.key,
    idempotencyKey: `${run.trx}-${record.keyInHeader}`,
    timeoutMs: component.timeoutMs,
    signal,
    trace,
    isWoken: record.isWoken,
    passOn: host.streams(record)
      ? (head: ResultScope, stream: PassedStream) => passOn(deps, host, record, head, stream)
      : undefined,
  };
  switch (resolved.type) {
    case 'api':
      return executors.api.execute(resolved, attempt);
    case 'rule':
      return executors.rule.execute(resolved, attempt);
    case 'script':
      return executors.script.execute(resolved, attempt);
    case 'transform':
      return executors.transform.execute(resolved, attempt);
  }
}
