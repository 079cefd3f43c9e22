import type { JsonObject, Json } from '../json.ts';
import { isObject } from '../json.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import { paramsOf } from '../rule/endpoint-name.ts';
import { embeddedSchema } from './embedded-schema.ts';
import { fieldSchema, fieldsSchema } from './field-schema.ts';

const ANY_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const KEYED_METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

const MEDIA_TYPES = {
  json: 'application/json',
  xml: 'application/xml',
  form: 'application/x-www-form-urlencoded',
  text: 'text/plain',
} as const;

const FAILURE: JsonObject = {
  type: 'object',
  properties: {
    code: { type: 'string' },
    msg: { type: 'string' },
    trx: { type: 'string' },
    status: { const: 'suspended', description: 'the run is kept: do not send the request again' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
    },
  },
};

/** The OpenAPI 3.1 document of the configured endpoints, from their request rules. */
export function describeEndpoints(
  rules: readonly CompiledRule[],
  { prefix, version }: { readonly prefix: string; readonly version: string },
): JsonObject {
  const paths: Record<string, Record<string, Json>> = {};
  // A method of its own wins over ANY, so it is written last.
  for (const rule of rules.toSorted((a, b) => Number(b.method === 'ANY') - Number(a.method === 'ANY'))) {
    const path = `${prefix}/${rule.name.replace(/(^|\/):([^/]+)/g, '$1{$2}')}`;
    const operations = (paths[path] ??= {});
    for (const method of rule.method === 'ANY' ? ANY_METHODS : [rule.method]) {
      operations[method.toLowerCase()] = operation(rule, method, ['paths', path, method.toLowerCase()]);
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Configured endpoints', version },
    paths,
    components: { schemas: { Failure: FAILURE } },
  };
}

function operation(rule: CompiledRule, method: string, place: readonly string[]): JsonObject {
  const body = method === 'GET' ? undefined : requestBody(rule, place);
  return {
    operationId: `${method} ${rule.name}`,
    ...(rule.desc !== '' && { summary: rule.desc }),
    parameters: [
      ...pathParameters(rule),
      ...parameters(rule, 'query'),
      ...parameters(rule, 'header'),
      ...key(rule, method),
    ],
    ...(body && { requestBody: body }),
    responses: responses(rule),
  };
}

function pathParameters(rule: CompiledRule): JsonObject[] {
  const known = requestPart(rule, 'params');
  return paramsOf(rule.name).map((name) => ({
    name,
    in: 'path',
    required: true,
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
  const { body, bodySchema } = requestOf(rule);
  if (bodySchema === undefined && body === undefined) return undefined;
  const type = MEDIA_TYPES[rule.bodyType];
  const schema =
    bodySchema === undefined
      ? fieldsSchema(requestPart(rule, 'body'))
      : embeddedSchema(bodySchema, [...place, 'requestBody', 'content', type, 'schema']);
  return {
    required: isObject(schema) && Array.isArray(schema.required) && schema.required.length > 0,
    content: { [type]: { schema } },
  };
}

function responses({ source, response }: CompiledRule): JsonObject {
  const given = isObject(source.response) ? source.response.status : undefined;
  const status = typeof given === 'number' ? String(given) : '200';
  return {
    [status]: { description: 'the answer of the rule', content: { [MEDIA_TYPES[response.type]]: {} } },
    default: {
      description: 'refused, failed, or suspended (202)',
      content: { [MEDIA_TYPES[response.type]]: { schema: { $ref: '#/components/schemas/Failure' } } },
    },
  };
}

function requestOf({ source }: CompiledRule): JsonObject {
  return isObject(source.request) ? source.request : {};
}

function requestPart(rule: CompiledRule, part: 'query' | 'header' | 'params' | 'body'): JsonObject {
  const fields = requestOf(rule)[part];
  return isObject(fields) ? fields : {};
}
