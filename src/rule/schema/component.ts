import Type from 'typebox';
import type { Json } from '../../json.ts';
import { LONGEST_SECONDS, common } from './every-type.ts';
import { requesting } from './request-call.ts';
import { optional, strictObject } from './strict-object.ts';
import { waitSchema } from './wait.ts';

export { LONGEST_SECONDS, NAME_PATTERN } from './every-type.ts';
export { waitSchema } from './wait.ts';

const json = Type.Unsafe<Json>({});

/** What lets a component run again and again. */
const polling = {
  until: optional(Type.String(), 'An expression over the result; false: the component runs again.'),
  every: optional(
    Type.Number({ minimum: 0.1, maximum: LONGEST_SECONDS }),
    'Seconds before it runs again for `until`. Default 1.',
  ),
  max: optional(Type.Integer({ minimum: 1, maximum: 10_000 }), 'So many times in all for `until`. Default 60.'),
};

/** Of what is called by a URL or a name, and may be called again, or not at all. */
function calling(url: string) {
  return {
    ...calledAgain(url),
    isCache: optional(Type.Boolean(), 'Reuse the result of an earlier run with the same resolved component.'),
    cacheTtl: optional(
      Type.Number({ exclusiveMinimum: 0, maximum: LONGEST_SECONDS }),
      'Seconds that a result is kept. Default 300.',
    ),
  };
}

/** Of what is called by a URL or a name, and may be called again. */
export function calledAgain(url: string) {
  return {
    ...polling,
    url: Type.String({ minLength: 1, description: url }),
    input: optional(json, "Templates: what is sent, or the handler's `input`."),
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

/** Of an HTTP call. */
export const http = {
  ...requesting,
  redirects: optional(Type.Integer({ minimum: 0, maximum: 10 }), 'How many redirects are followed. Default 0.'),
  http2: optional(
    Type.Boolean(),
    'Whether HTTP/2 is spoken with an upstream that offers it (ALPN, over TLS). Default false.',
  ),
  tls: optional(
    strictObject({
      cert: optional(Type.String({ minLength: 1 }), 'Name of the secret with the client certificate (PEM).'),
      key: optional(Type.String({ minLength: 1 }), 'Name of the secret with its private key (PEM).'),
      ca: optional(Type.String({ minLength: 1 }), 'Name of the secret with the authority to trust (PEM).'),
    }),
    'Names of secrets for TLS.',
  ),
};

export const URL = 'The URL, with placeholders.';
export const RULE = 'The name of the rule, its parameters filled in: orders/{order.id}/price.';
export const SCRIPT = "The script's name.";

/** An HTTP call. */
export const apiSchema = strictObject({
  ...common('api', 60),
  ...calling(URL),
  ...http,
  idleTimeout: optional(
    Type.Number({ exclusiveMinimum: 0, maximum: LONGEST_SECONDS }),
    'Seconds between two pieces of an answer that `response.from` streams. Default 60.',
  ),
});

/** A run of another rule. */
export const ruleCallSchema = strictObject({ ...common('rule', 60), ...calling(RULE), ...requesting });

/** A sandboxed script. */
export const scriptSchema = strictObject({ ...common('script', 60), ...calling(SCRIPT) });

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
  oneOf: [apiSchema, ruleCallSchema, scriptSchema, transformSchema, flowSchema, waitSchema],
};

export type ApiSpec = Type.Static<typeof apiSchema>;
export type RuleCallSpec = Type.Static<typeof ruleCallSchema>;
export type ScriptSpec = Type.Static<typeof scriptSchema>;
export type TransformSpec = Type.Static<typeof transformSchema>;
export type WaitSpec = Type.Static<typeof waitSchema>;
type Layers = readonly (readonly ComponentSpec[])[];
export interface FlowSpec extends Omit<Type.Static<typeof flowSchema>, 'components' | 'cases'> {
  readonly components?: Layers;
  readonly cases?: readonly { readonly when?: string; readonly components: Layers }[];
}
export type ComponentSpec = ApiSpec | RuleCallSpec | ScriptSpec | TransformSpec | FlowSpec | WaitSpec;
