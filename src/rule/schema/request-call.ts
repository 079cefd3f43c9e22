import Type from 'typebox';
import type { Json } from '../../json.ts';
import { errorCode, optional, strictObject } from './strict-object.ts';

const json = Type.Unsafe<Json>({});
/** A component calls with the method of its request. */
export const REQUEST_METHOD = '{request.method}';
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

export type HeaderValue = string | number | boolean | null;

const headerValue = { type: ['string', 'number', 'boolean', 'null'] };

/** `*`: an object whose members are put in. */
const spread = { type: ['string', 'object'] };

/** Header names with templates as values; a list repeats the header, `*` puts those of an object in. */
export const headerSchema = Type.Unsafe<Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>>({
  type: 'object',
  patternProperties: { '^\\*$': spread },
  additionalProperties: { type: [...headerValue.type, 'array'], items: headerValue },
});

const querySchema = Type.Unsafe<Readonly<Record<string, Json>>>({
  type: 'object',
  patternProperties: { '^\\*$': spread },
});

const text = (description: string) => Type.String({ minLength: 1, description });

/** The list, or one of the two schemes. */
const authSchema = Type.Unsafe<AuthSpec>({
  type: ['array', 'object'],
  items: { type: 'string' },
  minItems: 1,
  maxItems: 2,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    oauth2: strictObject({
      tokenUrl: text('Where tokens are given.'),
      clientId: text('A template.'),
      clientSecret: text('A template: {secret.NAME}.'),
      scope: optional(Type.String(), 'A template.'),
      audience: optional(Type.String(), 'A template.'),
      send: optional(Type.Enum(['basic', 'body']), 'Where the credentials stand. Default basic.'),
    }),
    aws4: strictObject({
      service: text('Of AWS, such as s3.'),
      region: text('Of AWS, such as eu-central-1.'),
      accessKeyId: text('A template: {secret.NAME}.'),
      secretAccessKey: text('A template: {secret.NAME}.'),
      sessionToken: optional(Type.String(), 'A template: {secret.NAME}.'),
    }),
  },
  additionalProperties: false,
});

export type AuthSpec =
  | readonly string[]
  | { readonly oauth2: Readonly<Record<string, string>> }
  | { readonly aws4: Readonly<Record<string, string>> };

/** What certain failures of a call mean. */
const failureSchema = strictObject({
  when: Type.String({ description: 'An expression over the answer.' }),
  output: optional(json, 'A template over the answer: it is the output, and nothing has failed.'),
  code: optional(errorCode, 'The code of the error. Default 110006.'),
  msg: optional(Type.String({ maxLength: 65_536 }), 'Its message, a template over the answer.'),
  status: optional(Type.Integer({ minimum: 400, maximum: 599 }), 'Its HTTP status. Default 502.'),
  retry: optional(Type.Boolean(), "Whether it is retryable. Default: as the upstream's status says."),
});

export const RETRY_REASONS = ['timeout', 'connect', 'reset'] as const;

const dataType = Type.Enum(['json', 'xml', 'yaml', 'form', 'text', 'multipart', 'raw']);

/** What a call of an upstream and one of another rule have in common. */
export const requesting = {
  method: optional(
    Type.Enum([...METHODS, ...METHODS.map((method) => method.toLowerCase()), REQUEST_METHOD]),
    'The HTTP method; {request.method} is that of the request. Default GET.',
  ),
  header: optional(
    headerSchema,
    'Header names with templates as values; "*" puts in the headers of an object, such as {request.header}.',
  ),
  query: optional(
    querySchema,
    'Parameters with templates as values, for the query of the URL; "*" puts in those of an object.',
  ),
  dataType: optional(dataType, 'How `input` is sent. Default json.'),
  requestType: optional(dataType, 'Another name of `dataType`.'),
  contentType: optional(Type.String(), 'The content type to send. Default, and where it is empty: as `dataType` says.'),
  xmlName: optional(Type.String(), 'The root element when sending XML. Default xml.'),
  responseType: optional(
    Type.Enum(['json', 'xml', 'yaml', 'form', 'text', 'raw']),
    'How the answer is read. Default: as its content type says.',
  ),
  lists: optional(
    Type.Array(Type.String()),
    'Elements of an XML answer that are lists even when one or none is there: paths from below the root, o.items.item.',
  ),
  responseCondition: optional(
    Type.String(),
    'An expression over the answer, {$status}, {$header.NAME} and {$body}; false: the call has failed.',
  ),
  failure: optional(
    Type.Array(failureSchema, { maxItems: 64 }),
    'What certain failures mean: [{"when", "output"}], or {"when", "code", "msg", "status", "retry"}; the first that is true counts.',
  ),
  retryOn: optional(
    Type.Array(
      Type.Unsafe<number | (typeof RETRY_REASONS)[number]>({
        type: ['integer', 'string'],
        minimum: 100,
        maximum: 599,
        pattern: `^(?:${RETRY_REASONS.join('|')})$`,
      }),
    ),
    'What is retryable: statuses, and timeout, connect, reset. Default 429, 502, 503, 504 and all three.',
  ),
  auth: optional(
    authSchema,
    '["user", "password"] sends HTTP Basic, ["token"] Bearer; {"oauth2"} a token of client credentials, {"aws4"} a signature for AWS.',
  ),
  errMsg: optional(Type.String({ maxLength: 65_536 }), "The error's message, a template over the answer."),
  errorMsg: optional(Type.String({ maxLength: 65_536 }), 'Another name of `errMsg`.'),
};
