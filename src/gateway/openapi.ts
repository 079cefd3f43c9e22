import type { JsonObject, Json } from '../json.ts';
import { isObject } from '../json.ts';
import { Pace } from '../large/turn.ts';
import type { AnswerType, CompiledRule } from '../rule/compiled.ts';
import { paramsOf, restOf } from '../rule/endpoint-name.ts';
import { everyComponent } from '../rule/every-component.ts';
import { isRequest } from '../rule/rule-call.ts';
import { embeddedSchema } from './embedded-schema.ts';
import { fieldSchema, fieldsSchema } from './field-schema.ts';
import { followPaths, laterAnswer, preferOf } from './openapi-runs.ts';

const TAG = 'Endpoints';

const ANY_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const KEYED_METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

const MEDIA_TYPES = {
  json: 'application/json',
  xml: 'application/xml',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data',
  yaml: 'application/yaml',
  text: 'text/plain',
  raw: '*/*',
} as const;

const FAILURE: JsonObject = {
  type: 'object',
  properties: {
    code: { type: 'string' },
    msg: { type: 'string' },
    trx: { type: 'string' },
    status: {
      enum: ['suspended', 'waiting', 'paused', 'running'],
      description: 'the run is kept, or goes on by itself: do not send the request again',
    },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
    },
  },
};

/** The OpenAPI 3.1 document of the configured endpoints, from their request rules; made in slices. */
export async function describeEndpoints(
  rules: readonly CompiledRule[],
  { prefix, version }: { readonly prefix: string; readonly version: string },
): Promise<JsonObject> {
  const pace = new Pace();
  const paths: Record<string, Record<string, Json>> = {};
  // A method of its own wins over ANY, so it is written last.
  for (const rule of rules.toSorted((a, b) => Number(b.method === 'ANY') - Number(a.method === 'ANY'))) {
    const path = pathOf(rule.name, prefix);
    const operations = (paths[path] ??= {});
    for (const method of rule.method === 'ANY' ? ANY_METHODS : [rule.method]) {
      operations[method.toLowerCase()] = operation(rule, method, ['paths', path, method.toLowerCase()]);
    }
    if (pace.isOver) await pace.next();
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Configured endpoints', version },
    tags: [{ name: TAG, description: 'What clients call, as the active rules say.' }],
    paths: rules.some(({ durable }) => durable) ? { ...paths, ...followPaths } : paths,
    components: { schemas: { Failure: FAILURE } },
  };
}

/** `users/:id` is `/ps/users/{id}`. OpenAPI has no word for several segments: the parameter says it. */
function pathOf(name: string, prefix: string): string {
  return name === '/' ? prefix : `${prefix}/${name.replace(/(^|\/)[:*]([^/]+)/g, '$1{$2}')}`;
}

function operation(rule: CompiledRule, method: string, place: readonly string[]): JsonObject {
  const body = method === 'GET' ? undefined : requestBody(rule, place);
  return {
    operationId: `${method} ${rule.name}`,
    tags: [TAG],
    ...(rule.desc !== '' && { summary: rule.desc }),
    parameters: [
      ...pathParameters(rule),
      ...parameters(rule, 'query'),
      ...parameters(rule, 'header'),
      ...key(rule, method),
      ...preferOf(rule),
    ],
    ...(body && { requestBody: body }),
    responses: responses(rule),
  };
}

function pathParameters(rule: CompiledRule): JsonObject[] {
  const known = requestPart(rule, 'params');
  const rest = restOf(rule.name);
  return paramsOf(rule.name).map((name) => ({
    name,
    in: 'path',
    required: true,
    ...(name === rest && { description: 'one segment or several, with slashes between them' }),
    schema: isObject(known[name]) ? fieldSchema(known[name] as JsonObject) : { type: 'string' },
  }));
}

function parameters(rule: CompiledRule, place: 'query' | 'header'): JsonObject[] {
  return Object.entries(requestPart(rule, place)).flatMap(([name, field]) =>
    isObject(field)
      ? [{ name, in: place, required: field.required === true, schema: fieldSchema(field as JsonObject) }]
      : [],
  );
}

function key(rule: CompiledRule, method: string): JsonObject[] {
  const { idempotencyRequired } = rule;
  if (!KEYED_METHODS.has(method) && !idempotencyRequired) return [];
  if (Object.keys(requestPart(rule, 'header')).some((name) => name.toLowerCase() === 'idempotency-key')) return [];
  const schema = { type: 'string', minLength: 1, maxLength: 255 };
  return [{ name: 'Idempotency-Key', in: 'header', required: idempotencyRequired, schema }];
}

function requestBody(rule: CompiledRule, place: readonly string[]): JsonObject | undefined {
  const { type: given, body, bodySchema } = requestOf(rule);
  // Any media type, and the bytes are not described.
  if (rule.bodyType === 'raw') return { content: { [MEDIA_TYPES.raw]: {} } };
  if (bodySchema === undefined && body === undefined && given === undefined) return undefined;
  const type = MEDIA_TYPES[rule.bodyType];
  const schema =
    bodySchema === undefined
      ? bodyOf(rule)
      : embeddedSchema(bodySchema, [...place, 'requestBody', 'content', type, 'schema']);
  const encoding = rule.bodyType === 'multipart' ? fileTypes(requestPart(rule, 'body')) : {};
  return {
    required: isObject(schema) && Array.isArray(schema.required) && schema.required.length > 0,
    content: { [type]: { schema, ...(Object.keys(encoding).length > 0 && { encoding }) } },
  };
}

function bodyOf(rule: CompiledRule): JsonObject {
  if (rule.bodyType === 'text') return { type: 'string' };
  return requestOf(rule).body === undefined ? {} : fieldsSchema(requestPart(rule, 'body'));
}

/** The content types of the files of a multipart body that say which they are. */
function fileTypes(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const file = isObject(field) && isObject(field.items) ? field.items : field;
      const types = isObject(file) && file.type === 'file' ? file.contentTypes : undefined;
      return Array.isArray(types) ? [[name, { contentType: types.join(', ') }] as const] : [];
    }),
  );
}

function responses(rule: CompiledRule): JsonObject {
  const { source, response } = rule;
  const types = response.types ?? [response.type];
  const given = isObject(source.response) ? source.response : {};
  const answers = [{ ...given, status: literalStatus(given.status) ?? 200 }, ...listOf(given.cases)];
  const content = response.from === undefined ? contentOf(types, {}) : { '*/*': {} };
  const failed = { schema: { $ref: '#/components/schemas/Failure' } };
  const failures = response.error.map(({ type }, index) => {
    const { status, body } = listOf(given.error)[index] ?? {};
    return { status, content: contentOf(type ? [type] : typesOfFailures(types), body === undefined ? failed : {}) };
  });
  const [first] = response.error;
  const ofFailure = contentOf(first?.type && !first.when ? [first.type] : typesOfFailures(types), failed);
  return {
    ...Object.fromEntries(
      knownFailures(rule).map(([status, description]) => [status, { description, content: ofFailure }]),
    ),
    ...(rule.durable && { 202: laterAnswer(rule, ofFailure) }),
    ...byStatus(failures.map((one) => [one.status, { description: 'a failure', content: one.content }])),
    ...byStatus(answers.map(({ status = 200 }) => [status, { description: 'the answer of the rule', content }])),
    default: {
      description: 'refused, failed, or suspended (202)',
      content: ofFailure,
    },
  };
}

/** A failure has no bytes. */
function typesOfFailures(types: readonly AnswerType[]): readonly AnswerType[] {
  return types.map((type) => (type === 'raw' ? 'json' : type));
}

/** Without those that only a run knows. */
function byStatus(answers: readonly (readonly [Json | undefined, JsonObject])[]): JsonObject {
  return Object.fromEntries(
    answers.flatMap(([given, answer]) => {
      const status = literalStatus(given);
      return status === undefined ? [] : [[status, answer]];
    }),
  );
}

/** Undefined: a template. */
function literalStatus(status: Json | undefined): number | undefined {
  if (typeof status === 'string' && /^\d{3}$/.test(status)) return Number(status);
  return typeof status === 'number' ? status : undefined;
}

/** Objects of a list, or one that is none. */
function listOf(value: Json | undefined): JsonObject[] {
  return [value ?? []].flat().filter(isObject) as JsonObject[];
}

/** The statuses that the rule gives to requests it refuses and to failures, each with what it means. */
function knownFailures({ refusals, layers, response }: CompiledRule): readonly (readonly [string, string])[] {
  // It has the last word.
  if (response.error.some(({ when, status }) => !when && status)) return [];
  const calls = everyComponent(layers).map(({ call }) => call);
  const cases = calls.flatMap((call) => (isRequest(call) ? call.failure : []));
  const found = new Map<string, Set<string>>();
  const add = (status: number, meaning: string): void => {
    const key = String(status);
    found.set(key, (found.get(key) ?? new Set()).add(meaning));
  };
  for (const { status, code } of refusals) add(status, `the request is refused (${code})`);
  for (const { status, code, output } of cases) if (!output) add(status, `an upstream failed (${code})`);
  return [...found].map(([status, meanings]) => [status, [...meanings].join(', ')] as const);
}

function contentOf(types: readonly AnswerType[], content: JsonObject): JsonObject {
  return Object.fromEntries(types.map((type) => [MEDIA_TYPES[type], content]));
}

function requestOf({ source }: CompiledRule): JsonObject {
  return isObject(source.request) ? source.request : {};
}

function requestPart(rule: CompiledRule, part: 'query' | 'header' | 'params' | 'body'): JsonObject {
  const fields = requestOf(rule)[part];
  return isObject(fields) ? fields : {};
}
