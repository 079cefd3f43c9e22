import Type from 'typebox';
import type { Json } from '../../json.ts';
import { optional, strictObject } from './strict-object.ts';

/** The longest time that a timer can wait: 2^31-1 ms. */
export const LONGEST_SECONDS = 2_147_483;

const json = Type.Unsafe<Json>({});
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

export type HeaderValue = string | number | boolean | null;

const headerValue = { type: ['string', 'number', 'boolean', 'null'] };

/** Header names with templates as values; a list repeats the header. */
export const headerSchema = Type.Unsafe<Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>>({
  type: 'object',
  additionalProperties: { type: [...headerValue.type, 'array'], items: headerValue },
});

function common<T extends string>(type: T, url: string) {
  return {
    name: Type.String({ minLength: 1, maxLength: 255, description: 'Unique in its layer.' }),
    desc: optional(Type.String(), 'For people.'),
    type: Type.Literal(type),
    url: Type.String({ minLength: 1, description: url }),
    input: optional(json, "Templates: what is sent, or the handler's `input`."),
    condition: optional(Type.String(), 'An expression; false: the component is skipped.'),
    outputName: optional(Type.String(), 'Where the output goes in the context; dots nest.'),
    outputData: optional(json, "A template over the component's own result; its value is the output."),
    isCache: optional(Type.Boolean(), 'Reuse the result of an earlier run with the same resolved component.'),
    cacheTtl: optional(
      Type.Number({ exclusiveMinimum: 0, maximum: LONGEST_SECONDS }),
      'Seconds that a result is kept. Default 300.',
    ),
    timeout: optional(Type.Number({ exclusiveMinimum: 0, maximum: 600 }), 'Seconds for one attempt. Default 60.'),
    retryMaxCount: optional(
      Type.Integer({ minimum: 0, maximum: 10 }),
      'More attempts after a retryable failure. Default 0.',
    ),
    retryMaxWait: optional(
      Type.Number({ minimum: 0, maximum: LONGEST_SECONDS }),
      'Seconds: the longest wait between attempts. Default 10.',
    ),
    ignoreError: optional(Type.Boolean(), 'A failure is logged and the output becomes `fallback`.'),
    fallback: optional(json, 'A template: the output after an ignored failure. Default null.'),
    nowResponse: optional(Type.Boolean(), 'Answer the client as soon as this component has finished.'),
  };
}

const dataType = Type.Enum(['json', 'xml', 'form', 'text']);

/** An HTTP call. */
export const apiSchema = strictObject({
  ...common('api', 'The URL, with placeholders.'),
  method: optional(
    Type.Enum([...METHODS, ...METHODS.map((method) => method.toLowerCase())]),
    'The HTTP method. Default GET.',
  ),
  header: optional(headerSchema, 'Header names with templates as values.'),
  auth: optional(
    Type.Array(Type.String(), { minItems: 1, maxItems: 2 }),
    '["user", "password"] sends HTTP Basic, ["token"] sends Bearer.',
  ),
  dataType: optional(dataType, 'How `input` is sent. Default json.'),
  requestType: optional(dataType, 'Another name of `dataType`.'),
  contentType: optional(Type.String(), 'The content type to send. Default, and where it is empty: as `dataType` says.'),
  xmlName: optional(Type.String(), 'The root element when sending XML. Default xml.'),
  responseType: optional(Type.Enum(['json', 'xml', 'text']), 'How the answer is read. Default json.'),
  lists: optional(
    Type.Array(Type.String()),
    'Elements of an XML answer that are lists even when one or none is there: paths from below the root, o.items.item.',
  ),
  responseCondition: optional(
    Type.String(),
    'An expression over the answer, {$status}, {$header.NAME} and {$body}; false: the call has failed.',
  ),
  errMsg: optional(Type.String({ maxLength: 65_536 }), "The error's message, a template over the answer."),
  errorMsg: optional(Type.String({ maxLength: 65_536 }), 'Another name of `errMsg`.'),
  tls: optional(
    strictObject({
      cert: optional(Type.String({ minLength: 1 }), 'Name of the secret with the client certificate (PEM).'),
      key: optional(Type.String({ minLength: 1 }), 'Name of the secret with its private key (PEM).'),
      ca: optional(Type.String({ minLength: 1 }), 'Name of the secret with the authority to trust (PEM).'),
    }),
    'Names of secrets for TLS.',
  ),
});

/** A sandboxed script. */
export const scriptSchema = strictObject(common('script', "The script's name."));

/** Either, by its `type`. */
export const componentSchema = Type.Unsafe<ComponentSpec>({
  type: 'object',
  required: ['type'],
  oneOf: [apiSchema, scriptSchema],
});

export type ApiSpec = Type.Static<typeof apiSchema>;
export type ScriptSpec = Type.Static<typeof scriptSchema>;
export type ComponentSpec = ApiSpec | ScriptSpec;
