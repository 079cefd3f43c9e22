import { StepgateError, toStepgateError } from '../error.ts';
import { isObject } from '../json.ts';
import type { Json } from '../json.ts';
import { loggedError } from '../engine/logged-error.ts';
import type { Attempt, ComponentResult, Executors, MadeRequest, ResolvedApi } from '../engine/port.ts';
import type { RequestLog } from '../engine/run-log.ts';
import type { Mocks } from '../engine/engine.ts';
import { mockNamed } from '../engine/mock.ts';
import { withoutCredentials } from '../url-credentials.ts';
import { systemClock } from '../clock.ts';
import { createRuleExecutor } from './rule.ts';
import { createScriptExecutor } from './script.ts';
import type { ScriptDeps } from './script-deps.ts';
import { stringify } from '../large/stringify.ts';
import { createTransformExecutor } from './transform.ts';

/**
 * Executors for `POST /rule/test` and `/script/test`: no call leaves. `ctx.request` is answered from the `requests` of
 * its component's mock, in order: `{status?, header?, body}`, or `{error: {code, msg}}`, or else the body itself.
 */
export function createMockedExecutors(deps: ScriptDeps, mocks: Mocks): Executors {
  const answered = new Map<string, number>();
  // eslint-disable-next-line @typescript-eslint/require-await -- a call that answers at once
  const execute = async (call: ResolvedApi, { component, trace }: Attempt): Promise<ComponentResult> => {
    const index = answered.get(component) ?? 0;
    answered.set(component, index + 1);
    const entry = {
      url: withoutCredentials(call.url),
      method: call.method,
      start_datetime: new Date().toISOString(),
      run_time: 0,
    };
    try {
      const result = answerOf(mocks, component, index, call);
      trace.requests.push(madeRequest({ ...entry, status_code: result.status, error: null }));
      return { kind: 'value', result };
    } catch (thrown) {
      const error = loggedError(toStepgateError(thrown));
      trace.requests.push(madeRequest({ ...entry, status_code: null, error }));
      throw thrown;
    }
  };
  const api = { resolve: deps.api.resolve.bind(deps.api), execute };
  const rule = createRuleExecutor({
    ...{ call: noRule, exchange: noRule, endpoint: (name) => name },
    ...{ clock: systemClock, maskText: (text) => text },
  });
  return {
    api,
    rule,
    script: createScriptExecutor({ ...deps, api }),
    transform: createTransformExecutor(deps.sandbox),
  };
}

/** A component that runs a rule has a mock, or fails before. */
function noRule(): never {
  throw new StepgateError('110007', 'in a test no rule is run', { retryable: false });
}

function madeRequest(entry: RequestLog): MadeRequest {
  return { log: () => entry, refuse: () => undefined, settled: () => undefined };
}

interface MockedAnswer {
  readonly body: Json;
  readonly status: number;
  readonly header: Readonly<Record<string, string>>;
}

function answerOf(mocks: Mocks, component: string, index: number, call: ResolvedApi): MockedAnswer {
  const mock = mockNamed(mocks, component);
  const entry = mock && 'requests' in mock ? mock.requests[index] : undefined;
  if (entry === undefined) {
    const message = `${call.method} ${call.url}: in a test no call leaves, and mocks.${component}.requests has no entry ${index}`;
    throw new StepgateError('110007', message, { retryable: false });
  }
  if (!isObject(entry)) return { body: entry, status: 200, header: {} };
  const { error, body, status, header } = entry;
  if (isObject(error)) throw new StepgateError(textOf(error.code), textOf(error.msg));
  if (!Object.hasOwn(entry, 'body')) return { body: entry, status: 200, header: {} };
  const headers = isObject(header) ? Object.entries(header) : [];
  return {
    body: body as Json,
    status: typeof status === 'number' ? status : 200,
    header: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), textOf(value)])),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : stringify(value);
}
