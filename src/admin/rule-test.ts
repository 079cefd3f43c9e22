import { Type } from 'typebox';
import type { Mocks } from '../engine/engine.ts';
import { newTrx, traceOf } from '../engine/ids.ts';
import { StepgateError } from '../error.ts';
import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { compileRule } from '../rule/compile.ts';
import type { CompiledRule, RawRequest } from '../rule/compiled.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { AnyObject, Body } from './field.ts';
import { Status } from './kept-run.ts';
import { RuleText, acceptRule, ruleObject } from './rule-document.ts';

const Texts = Type.Optional(AnyObject);

const TestRequest = Type.Object(
  {
    method: Type.Optional(Type.String()),
    path: Type.Optional(Type.String()),
    query: Texts,
    header: Texts,
    params: Texts,
    body: Type.Optional(Type.Unknown()),
  },
  { additionalProperties: false, default: {} },
);

type Given = Partial<Record<'query' | 'header' | 'params', Record<string, unknown>>> & {
  method?: string;
  path?: string;
  body?: unknown;
};

const Mock = Type.Unsafe<Mocks[string]>({
  type: 'object',
  description: '{"output"}, {"error": {"code", "msg"}}, or {"requests": […]} for a script',
  properties: {
    output: {},
    error: {
      type: 'object',
      properties: { code: { type: 'string' }, msg: { type: 'string' } },
      required: ['code', 'msg'],
      additionalProperties: false,
    },
    requests: { type: 'array' },
  },
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
});

/** Running a rule that need not be saved, with mocks in place of everything outside. */
export function addRuleTestRoute(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Run a rule with mocks; no call leaves, nothing is stored',
    body: Body({ rule: RuleText, request: TestRequest, mocks: Type.Record(Type.String(), Mock, { default: {} }) }),
    response: answers(
      Type.Object({
        status: Status,
        http_status: Type.Integer(),
        response: Type.Unknown(),
        run_log: Type.Unknown({ description: 'null: the rule refused the request, nothing ran' }),
      }),
    ),
  };
  app.post('/rule/test', { config: { role: 'developer' }, schema }, async ({ body }) => {
    const source = ruleObject(body.rule);
    const given = body.request as Given;
    const rule = compiled(deps, source, given);
    return success(await test(deps, rule, rawRequest(deps, rule, given), body.mocks));
  });
}

async function test({ engine }: AdminDeps, rule: CompiledRule, raw: RawRequest, mocks: Mocks) {
  const ids = { trx: newTrx(), logId: traceOf(undefined) };
  const checked = rule.check(raw);
  if (checked.ok) {
    const { status, answer, log } = await engine.test(rule, checked.request, ids, mocks);
    return { status, http_status: answer.status, response: answer.body, run_log: log };
  }
  const [first] = checked.errors;
  const refusal = new StepgateError('000400', `${first?.path ?? 'request'} ${first?.message ?? 'is refused'}`, {
    errors: checked.errors,
  });
  const answer = engine.refuse(rule, { ...raw }, ids, refusal);
  return { status: 'failed' as const, http_status: answer.status, response: answer.body, run_log: null };
}

/** The body names no endpoint: one is made up that has the parameters of the rule. */
function compiled({ registry }: AdminDeps, source: JsonObject, given: Given): CompiledRule {
  const request = isObject(source.request) ? source.request : {};
  const params = Object.keys(isObject(request.params) ? request.params : {});
  const name = ['test', ...params.map((param) => `:${param}`)].join('/');
  const document = { name, method: given.method?.toUpperCase() ?? 'POST', desc: '', rule: source };
  acceptRule(document, registry.environment());
  return compileRule(document, 'test');
}

function rawRequest({ prefix }: AdminDeps, { method, name }: CompiledRule, given: Given): RawRequest {
  const header = Object.entries(texts(given.header)).map(([key, value]) => [key.toLowerCase(), value] as const);
  return {
    method,
    path: given.path ?? `${prefix}/${name}`,
    params: texts(given.params) as Record<string, string>,
    query: texts(given.query),
    header: Object.fromEntries(header),
    body: (given.body ?? null) as Json,
    ip: '127.0.0.1',
  };
}

/** Values as HTTP would bring them: text, or several of it. */
function texts(values: Readonly<Record<string, unknown>> = {}): Record<string, string | string[]> {
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.map(text) : text(value)]),
  );
}
