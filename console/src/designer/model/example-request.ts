import { type DesignerDocument, endpointOf } from './document.ts';
import { exampleOfField, exampleOfFields, exampleOfSchema } from './example-value.ts';
import { asObject, asText, memberOf, valueAt } from './json-value.ts';
import { type Json, type JsonObject, paramsOf } from './rule-language.ts';

/** A request that a rule takes, made of its field rules. */
export interface ExampleRequest {
  readonly method: string;
  /** The endpoint's name with its parameters filled in, percent-encoded: `users/7/cart`. */
  readonly path: string;
  readonly query: JsonObject;
  readonly header: JsonObject;
  readonly params: JsonObject;
  readonly bodyType: (typeof BODY_TYPES)[number];
  /** Where it is not the one of the type. */
  readonly contentType?: string | undefined;
  /** Undefined: none. Of a raw request: the bytes as text. */
  readonly body: Json | undefined;
}

const BODY_TYPES = ['json', 'xml', 'yaml', 'form', 'multipart', 'text', 'raw'] as const;

/** An example of a request, for `curl` and for trying a rule out. */
export function exampleRequest(document: DesignerDocument): ExampleRequest {
  const { name, method } = endpointOf(document);
  const spec = asObject(valueAt(document.json, '/rule/request')) ?? {};
  const bodyType = BODY_TYPES.find((type) => type === spec.type) ?? 'json';
  const body = bodyOf(spec, bodyType);
  const params = Object.fromEntries(paramsOf(name).map((param) => [param, paramValue(spec.params, param)]));
  const anyMethod = body === undefined ? 'GET' : 'POST';
  const filledIn = (segment: string): string => {
    const value = (): string => textOf(params[segment.slice(1)]);
    if (segment.startsWith('*')) return value().split('/').map(encodeURIComponent).join('/');
    return segment.startsWith(':') ? encodeURIComponent(value()) : segment;
  };
  const path = name === '/' ? '' : name.split('/').map(filledIn).join('/');
  return {
    method: method === 'ANY' ? anyMethod : method,
    path,
    query: exampleOfFields(spec.query),
    header: exampleOfFields(spec.header),
    params,
    bodyType,
    body,
  };
}

/** A parameter without a field rule is any text. */
function paramValue(fields: Json | undefined, name: string): Json {
  const rule = memberOf(fields, name);
  return rule === undefined ? '1' : exampleOfField(rule);
}

function bodyOf(spec: JsonObject, bodyType: string): Json | undefined {
  if (spec.bodySchema !== undefined) return exampleOfSchema(spec.bodySchema);
  if (bodyType === 'text' || bodyType === 'raw') return 'text';
  const body = exampleOfFields(spec.body);
  return Object.keys(body).length === 0 ? undefined : body;
}

/** A value where only text can stand: a query, a header, a form. */
export function textOf(value: Json | undefined): string {
  return asText(value) ?? (value === undefined || value === null ? '' : JSON.stringify(value));
}
