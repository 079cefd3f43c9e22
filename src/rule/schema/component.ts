import Type from 'typebox';
import type { Json } from '../../json.ts';
import { errorCode, optional, strictObject } from './strict-object.ts';

/** The longest time that a timer can wait: 2^31-1 ms. */
export const LONGEST_SECONDS = 2_147_483;

/** Full names of components inside flows and loops put these between names. */
export const NAME_PATTERN = String.raw`^[^/[\]]*$`;

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

/** What lets a component run once for each element of a list. */
const looping = {
  foreach: optional(json, 'A template that gives a list: the component runs once for each of its elements.'),
  as: optional(Type.String(), 'What an element is called in placeholders. Default item.'),
  concurrency: optional(Type.Integer({ minimum: 1, maximum: 100 }), 'So many elements at once. Default 10.'),
  maxItems: optional(Type.Integer({ minimum: 1, maximum: 100_000 }), 'A longer list fails. Default 1000.'),
};

/** What lets a component run again and again. */
const polling = {
  until: optional(Type.String(), 'An expression over the result; false: the component runs again.'),
  every: optional(
    Type.Number({ minimum: 0.1, maximum: LONGEST_SECONDS }),
    'Seconds before it runs again for `until`. Default 1.',
  ),
  max: optional(Type.Integer({ minimum: 1, maximum: 10_000 }), 'So many times in all for `until`. Default 60.'),
};

/** The fields of every type. @param defaultTimeout seconds. */
function common<T extends string>(type: T, defaultTimeout: number) {
  return {
    name: Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: NAME_PATTERN,
      description: 'Unique in its layer; without /, [ and ].',
    }),
    desc: optional(Type.String(), 'For people.'),
    type: Type.Literal(type),
    condition: optional(Type.String(), 'An expression; false: the component is skipped.'),
    outputName: optional(Type.String(), 'Where the output goes in the context; dots nest.'),
    outputData: optional(json, "A template over the component's own result; its value is the output."),
    timeout: optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 600 }),
      `Seconds for one attempt. Default ${defaultTimeout}.`,
    ),
    ignoreError: optional(
      Type.Boolean(),
      'A failure is logged and the output becomes `fallback`; {failed.NAME} of later layers says why.',
    ),
    fallback: optional(json, 'A template: the output after an ignored failure. Default null.'),
    nowResponse: optional(Type.Boolean(), 'Answer the client as soon as this component has finished.'),
    ...looping,
  };
}

/** Of what is called by a URL or a name, and may be called again, or not at all. */
function calling(url: string) {
  return {
    ...polling,
    url: Type.String({ minLength: 1, description: url }),
    input: optional(json, "Templates: what is sent, or the handler's `input`."),
    isCache: optional(Type.Boolean(), 'Reuse the result of an earlier run with the same resolved component.'),
    cacheTtl: optional(
      Type.Number({ exclusiveMinimum: 0, maximum: LONGEST_SECONDS }),
      'Seconds that a result is kept. Default 300.',
    ),
    retryMaxCount: optional(
      Type.Integer({ minimum: 0, maximum: 10 }),
      'More attempts after a retryable failure. Default 0.',
    ),
    retryMaxWait: optional(
      Type.Number({ minimum: 0, maximum: LONGEST_SECONDS }),
      'Seconds: the longest wait between attempts. Default 10.',
    ),
    retryBase: optional(
      Type.Number({ exclusiveMinimum: 0, maximum: LONGEST_SECONDS }),
      'Seconds: the longest first wait before another attempt; it doubles. Default 0.1.',
    ),
  };
}

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

/** An HTTP call. */
export const apiSchema = strictObject({
  ...common('api', 60),
  ...calling('The URL, with placeholders.'),
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
  redirects: optional(Type.Integer({ minimum: 0, maximum: 10 }), 'How many redirects are followed. Default 0.'),
  http2: optional(
    Type.Boolean(),
    'Whether HTTP/2 is spoken with an upstream that offers it (ALPN, over TLS). Default false.',
  ),
  auth: optional(
    authSchema,
    '["user", "password"] sends HTTP Basic, ["token"] Bearer; {"oauth2"} a token of client credentials, {"aws4"} a signature for AWS.',
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
  errMsg: optional(Type.String({ maxLength: 65_536 }), "The error's message, a template over the answer."),
  errorMsg: optional(Type.String({ maxLength: 65_536 }), 'Another name of `errMsg`.'),
  idleTimeout: optional(
    Type.Number({ exclusiveMinimum: 0, maximum: LONGEST_SECONDS }),
    'Seconds between two pieces of an answer that `response.from` streams. Default 60.',
  ),
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
export const scriptSchema = strictObject({ ...common('script', 60), ...calling("The script's name.") });

/** A JSONata expression. */
export const transformSchema = strictObject({
  ...common('transform', 5),
  input: optional(json, 'Templates: what the expression is evaluated over.'),
  expression: Type.String({
    minLength: 1,
    maxLength: 65_536,
    description: 'A JSONata expression over `input`, with no placeholders in it; its value is the output.',
  }),
});

/** More are refused. */
const MOST_LAYERS = 256;
/** Of components in a layer, and of cases. */
const MOST = 64;

/** The layers of a rule, or inside a flow. */
export const layersSchema = Type.Unsafe<readonly (readonly ComponentSpec[])[]>({
  type: 'array',
  maxItems: MOST_LAYERS,
  items: { type: 'array', maxItems: MOST, items: { $ref: '#/$defs/component' } },
});

const caseSchema = strictObject({
  when: optional(Type.String(), 'An expression; without one it is the default, and comes last.'),
  components: Type.Unsafe<unknown>({ ...layersSchema, description: 'The layers of this case.' }),
});

/** Layers inside a component. */
export const flowSchema = strictObject({
  ...common('flow', 0),
  ...polling,
  components: optional(Type.Unsafe<unknown>(layersSchema), 'The layers inside; or else `cases`.'),
  cases: optional(
    Type.Array(caseSchema, { minItems: 1, maxItems: MOST }),
    'The first whose `when` is true is run; none: the flow is skipped.',
  ),
  outputData: optional(
    json,
    'A template over the context inside; its value is the output. Default: an object of the outputs inside.',
  ),
  timeout: optional(
    Type.Number({ exclusiveMinimum: 0, maximum: LONGEST_SECONDS }),
    'Seconds for the whole flow. Default: none.',
  ),
});

/** One of them, by its `type`. */
export const componentDefinition = {
  type: 'object',
  required: ['type'],
  oneOf: [apiSchema, scriptSchema, transformSchema, flowSchema],
};

export type ApiSpec = Type.Static<typeof apiSchema>;
export type ScriptSpec = Type.Static<typeof scriptSchema>;
export type TransformSpec = Type.Static<typeof transformSchema>;
type Layers = readonly (readonly ComponentSpec[])[];
export interface FlowSpec extends Omit<Type.Static<typeof flowSchema>, 'components' | 'cases'> {
  readonly components?: Layers;
  readonly cases?: readonly { readonly when?: string; readonly components: Layers }[];
}
export type ComponentSpec = ApiSpec | ScriptSpec | TransformSpec | FlowSpec;
