import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { createApiExecutor } from '../../src/component/api.ts';
import type { Attempt, AttemptTrace } from '../../src/engine/port.ts';
import { StepgateError } from '../../src/error.ts';
import type { JsonObject } from '../../src/json.ts';
import { createEgress } from '../../src/outbound/egress.ts';
import { createOutbound } from '../../src/outbound/client.ts';
import type { ApiCall, ResultScope } from '../../src/rule/compiled.ts';
import { compileRule } from '../../src/rule/compile.ts';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Name, value, name, value, … as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface ApiUnderTest {
  readonly url: string;
  /** What the upstream has received, oldest first. */
  readonly received: Received[];
  /** Runs an api component with these fields, `url` apart, in this context. */
  call(component: JsonObject, scope?: JsonObject, attempt?: Partial<Attempt>): Promise<ResultScope>;
  /** The same of a component that is compiled once, as in a rule that is called many times. */
  compiled(component: JsonObject): (scope: JsonObject, attempt?: Partial<Attempt>) => Promise<ResultScope>;
  /** The error it fails with. */
  failure(component: JsonObject, scope?: JsonObject, attempt?: Partial<Attempt>): Promise<StepgateError>;
  /** Of the last attempt. */
  readonly trace: AttemptTrace;
}

/** Compiles an api component as a rule does. */
export function apiCall(component: JsonObject): ApiCall {
  const full = { name: 'a', type: 'api', ...component };
  const rule = compileRule({ name: 'test', method: 'POST', rule: { components: [[full]] } }, 'V0');
  const call = rule.layers[0]?.[0]?.call;
  if (call?.type !== 'api') throw new Error('no api component');
  return call;
}

/** A real executor in front of a real server that answers with `answer`. */
export async function apiUnderTest(
  t: TestContext,
  answer: (request: Received, response: ServerResponse) => void = (_, response) => void response.end('{}'),
  secrets: Record<string, string> = {},
  failed: (code: string) => void = () => undefined,
): Promise<ApiUnderTest> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void receive(request).then((got) => {
      received.push(got);
      answer(got, response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const outbound = createOutbound({ egress: createEgress({ deny: [], allow: [] }) });
  t.after(async () => {
    await outbound.close();
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const executor = createApiExecutor({ outbound, secrets: () => secrets, failed });
  const trace: AttemptTrace = { requests: [], isLogged: true, logs: [], steps: [], warnings: [], logsDropped: 0 };
  const compiled: ApiUnderTest['compiled'] = (component) => {
    const api = apiCall({ url, ...component });
    return async (scope, attempt = {}) => {
      const resolved = executor.resolve(api, { ...scope, secret: secrets });
      const done = await executor.execute(resolved, { ...plainAttempt(trace), ...attempt });
      if (done.kind !== 'value') throw new Error(done.kind);
      return done.result;
    };
  };
  const call: ApiUnderTest['call'] = async (component, scope = {}, attempt = {}) => compiled(component)(scope, attempt);
  return {
    url,
    received,
    trace,
    compiled,
    call,
    failure: (...given) =>
      call(...given).then((result) => Promise.reject(new Error(JSON.stringify(result))), failureOf),
  };
}

function failureOf(error: unknown): StepgateError {
  if (error instanceof StepgateError) return error;
  throw error;
}

async function receive(request: IncomingMessage): Promise<Received> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body,
  };
}

function plainAttempt(trace: AttemptTrace): Attempt {
  return {
    run: {
      trx: 'TRX0190',
      logId: 'ab'.repeat(16),
      traceparent: () => `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
      depth: 1,
      keeps: false,
      recoveredBy: undefined,
      forwarded: ['X-Forwarded-Proto', 'http', 'Forwarded', 'for=192.0.2.7', 'X-Forwarded-For', '192.0.2.7'],
      scope: {},
      data: new Map(),
      steps: new Map(),
      requests: new Map(),
      respond: () => undefined,
      beforeKept: () => undefined,
    },
    component: 'a b',
    idempotencyKey: 'TRX0190-1-a%20b',
    key: '1-a b',
    timeoutMs: 5000,
    signal: new AbortController().signal,
    trace,
  };
}
