import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { Mocks } from '../engine/engine.ts';
import { newTrx, traceOf } from '../engine/ids.ts';
import { StepgateError } from '../error.ts';
import { isList, isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { stringify } from '../large/stringify.ts';
import { rawBody } from '../raw-body.ts';
import { compileRule } from '../rule/compile.ts';
import type { CompiledRule, RawRequest } from '../rule/compiled.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { AnyObject, Body } from './field.ts';
import { serializeAsItIs } from './large-answer.ts';
import { RunLog } from './run-log-fields.ts';
import { Status } from './kept-run.ts';
import { RuleText, acceptRule, ruleObject } from './rule-document.ts';

const Texts = Type.Optional(AnyObject);

const TestRequest = Type.Object(
  {
    name: Type.Optional(Type.String({ description: 'of the endpoint, such as files/*path; else one of its params' })),
    method: Type.Optional(Type.String()),
    path: Type.Optional(Type.String()),
    query: Texts,
    header: Texts,
    params: Texts,
    body: Type.Optional(
      Type.Unknown({
        description: 'as it is read; of a rule that takes raw bodies a text, or {contentType, base64}',
      }),
    ),
  },
  { additionalProperties: false, default: {} },
);

type Given = Partial<Record<'query' | 'header' | 'params', Record<string, unknown>>> & {
  name?: string;
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

const Mocked = Type.Record(Type.String(), Mock, {
  default: {},
  description: 'by name, in full: fulfil/courier; reserve[0], or reserve for all elements of a loop',
});

const EXAMPLE = {
  rule: {
    request: { body: { phone: { type: 'string', required: true } } },
    components: [
      [
        {
          ...{ name: 'user', type: 'api', method: 'POST', url: 'https://users.example.com/' },
          ...{ input: '{request.body}', outputName: 'user' },
        },
      ],
    ],
    response: { body: { id: '{user.id}' } },
  },
  request: { method: 'POST', body: { phone: '13800000000' } },
  mocks: { user: { output: { id: 'u42' } } },
};

/** Running a rule that need not be saved, with mocks in place of everything outside. */
export function addRuleTestRoute(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Run a rule with mocks; no call leaves, nothing is stored',
    body: Body({ rule: RuleText, request: TestRequest, mocks: Mocked }, EXAMPLE),
    response: answers(
      Type.Object({
        status: Status,
        http_status: Type.Integer(),
        response: Type.Unknown(),
        run_log: Type.Union([RunLog, Type.Null({ description: 'the rule refused the request, nothing ran' })]),
      }),
    ),
  };
  app.post(
    '/rule/test',
    { config: { role: 'developer' }, schema, serializerCompiler: serializeAsItIs },
    async ({ body }) => {
      const source = ruleObject(body.rule);
      const given = body.request as Given;
      const rule = await compiled(deps, source, given);
      return success(await test(deps, rule, rawRequest(deps, rule, given), body.mocks));
    },
  );
}

async function test({ engine }: AdminDeps, rule: CompiledRule, raw: RawRequest, mocks: Mocks) {
  const ids = { trx: newTrx(), logId: traceOf(undefined) };
  const checked = await rule.check(raw);
  if (checked.ok) {
    const { status, answer, log } = await engine.test(rule, checked.request, ids, mocks);
    return {
      status,
      http_status: answer.status,
      response: answer.body,
      run_log: log as unknown as Static<typeof RunLog>,
    };
  }
  const refusal = new StepgateError('000400', checked.msg, { errors: checked.errors });
  const answer = engine.refuse(rule, { ...raw }, ids, refusal);
  return { status: 'failed' as const, http_status: answer.status, response: answer.body, run_log: null };
}

/** Where the request names no endpoint, one is made up that has the parameters of the rule. */
async function compiled(deps: AdminDeps, source: JsonObject, given: Given): Promise<CompiledRule> {
  const request = isObject(source.request) ? source.request : {};
  const params = Object.keys(isObject(request.params) ? request.params : {});
  const name = given.name ?? ['test', ...params.map((param) => `:${param}`)].join('/');
  const document = { name, method: given.method?.toUpperCase() ?? 'POST', desc: '', rule: source };
  await acceptRule(document, deps);
  return compileRule(document, 'test');
}

function rawRequest({ prefix }: AdminDeps, { method, name, bodyType }: CompiledRule, given: Given): RawRequest {
  const named = Object.entries(texts(given.header)).map(([key, value]) => [key.toLowerCase(), value] as const);
  const header: RawRequest['header'] = Object.fromEntries(named);
  return {
    method,
    path: given.path ?? `${prefix}/${name}`,
    params: texts(given.params) as Record<string, string>,
    query: texts(given.query),
    header,
    body: bodyOf(bodyType, (given.body ?? null) as Json, header['content-type']),
    ip: '127.0.0.1',
  };
}

/** A body as the gateway reads it: bytes of a raw one, files of a multipart with their size. */
function bodyOf(type: CompiledRule['bodyType'], body: Json, contentType: string | readonly string[] | undefined): Json {
  if (type === 'raw') {
    const given = isObject(body) && typeof body.base64 === 'string' ? body : undefined;
    const named = given?.contentType ?? contentType;
    return rawBody(given ? bytesOf(given.base64, true) : bytesOf(body), typeof named === 'string' ? named : null);
  }
  if (type !== 'multipart' || !isObject(body)) return body;
  const parts = Object.entries(body).map(([name, value]) => [name, isList(value) ? value.map(sized) : sized(value)]);
  return Object.fromEntries(parts) as JsonObject;
}

/** @param given base64 where it comes of an object. */
function bytesOf(given: Json | undefined, isBase64 = false): Buffer {
  if (given === undefined || given === null) return Buffer.alloc(0);
  return typeof given === 'string' ? Buffer.from(given, isBase64 ? 'base64' : 'utf8') : Buffer.from(stringify(given));
}

function sized(part: Json): Json {
  if (!isObject(part) || typeof part.base64 !== 'string' || part.size !== undefined) return part;
  return { ...part, size: Buffer.byteLength(part.base64, 'base64') };
}

/** Values as HTTP would bring them: text, or several of it. */
function texts(values: Readonly<Record<string, unknown>> = {}): Record<string, string | string[]> {
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.map(text) : text(value)]),
  );
}
