import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/json.ts';
import { condition } from './condition.ts';
import { scripting, transforming } from './script.ts';
import { contextPath, objectTemplate, OUTPUT_NAMES, resultPath, sendablePath, template, text } from './template.ts';
import type { UndoDraft } from './undo.ts';

/** What a component sends, without the site that it sends it to. */
export interface Sending {
  readonly urlTail: string;
  readonly rest: JsonObject;
}

/** A component before it has a place in a layer. */
export interface Draft {
  readonly name: string;
  readonly sending: Sending;
  /** It is a script with this in place of the call; null: it is none. */
  readonly script: JsonObject | null;
  /** It is a transform with this in place of the call; null: it is none. */
  readonly transform: JsonObject | null;
  /** The index of the cached call that it makes instead of its own; null: none. */
  readonly group: number | null;
  readonly outputName: string | null;
  readonly rest: JsonObject;
  /** Fields of a loop; null: it is none. */
  readonly loop: JsonObject | null;
  /** `until` and what belongs to it, for an api, and for what has an output only. */
  readonly until: { readonly api: JsonObject; readonly output: JsonObject } | null;
  /** It is a flow of these cases; null: it is none. */
  readonly flow: readonly CaseDraft[] | null;
  /** What undoes it; null: nothing. */
  readonly undo: UndoDraft | null;
  /** It waits for this; null: it does not. */
  readonly wait: JsonObject | null;
  /** It runs this rule; null: none. */
  readonly called: CalledDraft | null;
}

/** A rule that another one calls, before it has a name. */
export interface CalledDraft {
  /** `missing`: nowhere; `endless`: it does nothing but call itself. */
  readonly is: 'there' | 'missing' | 'endless';
  readonly method: string;
  readonly flags: JsonObject;
  readonly request: JsonObject;
  readonly response: JsonObject;
  readonly layers: readonly (readonly Draft[])[];
}

/** A case of a flow; the only one without a `when` stands for `components`. */
export interface CaseDraft {
  readonly when: string | null;
  readonly layers: readonly (readonly Draft[])[];
}

/** `arbitrary` in one of `odds` cases, else nothing. */
export function sometimes(odds: number, arbitrary: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  return fc.oneof({ weight: odds - 1, arbitrary: fc.constant<JsonObject>({}) }, { weight: 1, arbitrary });
}

/** A url that is one placeholder, and so taken as it is. */
export const WHOLE_URL = '*';

const urlTail = fc.oneof(
  { weight: 1, arbitrary: fc.constant(WHOLE_URL) },
  { weight: 3, arbitrary: fc.constantFrom('', '/users', '/users?fixed=1') },
  { weight: 2, arbitrary: sendablePath.map((path) => `/users/{${path}}/cart`) },
  {
    weight: 1,
    arbitrary: fc.tuple(sendablePath, contextPath).map(([a, b]) => `/s-{${a}}?q={${b}}&region={var.REGION}`),
  },
);

/** A header that goes out holds no character above U+00FF. */
const headerText = text(sendablePath).map((one) => one.replaceAll('€', 'é'));
const header = fc.dictionary(fc.constantFrom('x-one', 'X-Two'), headerText, { maxKeys: 2 });

const auth = fc.constantFrom<Json>(
  ['{secret.TOKEN}'],
  ['user', '{secret.PASSWORD}'],
  ['{var.REGION}-user', 'plain'],
  ['fixed'],
);

const query = fc.tuple(fc.constantFrom('GET', 'get', 'HEAD'), objectTemplate(sendablePath)).map(([method, input]) => ({
  method,
  input,
}));

const write = fc
  .tuple(
    fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'post'),
    fc.oneof(
      { weight: 4, arbitrary: template(sendablePath).map((input): JsonObject => ({ input })) },
      {
        weight: 1,
        arbitrary: template(sendablePath).map((input): JsonObject => ({ input, contentType: 'application/x.y+json' })),
      },
      { weight: 1, arbitrary: objectTemplate(sendablePath).map((input): JsonObject => ({ input, dataType: 'form' })) },
      { weight: 1, arbitrary: template(sendablePath).map((input): JsonObject => ({ input, requestType: 'text' })) },
      { weight: 1, arbitrary: fc.constant<JsonObject>({}) },
    ),
  )
  .map(([method, rest]): JsonObject => ({ method, ...rest }));

/** A call. */
export const sending: fc.Arbitrary<Sending> = fc
  .tuple(
    urlTail,
    fc.oneof(
      { weight: 2, arbitrary: fc.constant<JsonObject>({}) },
      { weight: 2, arbitrary: query },
      { weight: 3, arbitrary: write },
    ),
    sometimes(
      4,
      header.map((value) => ({ header: value })),
    ),
    sometimes(
      6,
      auth.map((value) => ({ auth: value })),
    ),
    sometimes(4, fc.constantFrom<JsonObject>({ responseType: 'text' }, { responseType: 'json' })),
  )
  .map(([tail, ...parts]) => ({ urlTail: tail, rest: Object.assign({}, ...parts) as JsonObject }));

const onFailure = fc.oneof(
  { weight: 3, arbitrary: fc.constant<JsonObject>({}) },
  { weight: 1, arbitrary: fc.constant<JsonObject>({ ignoreError: true }) },
  { weight: 1, arbitrary: template(contextPath).map((fallback): JsonObject => ({ ignoreError: true, fallback })) },
);

export const retries = fc
  .tuple(
    fc.constantFrom(1, 1, 2, 3, 10),
    fc.constantFrom<JsonObject>({}, { retryMaxWait: 0 }, { retryMaxWait: 0.15 }, { retryMaxWait: 5 }),
  )
  .map(([retryMaxCount, rest]): JsonObject => ({ retryMaxCount, ...rest }));

export const verdict = fc
  .tuple(
    condition(resultPath),
    sometimes(
      2,
      text(resultPath).map((errMsg): JsonObject => ({ errMsg })),
    ),
  )
  .map(([responseCondition, rest]): JsonObject => ({ responseCondition, ...rest }));

const loop = fc
  .tuple(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom<Json>([1, 'vip', { id: 7 }], ['{a}', '{request.body.phone}'], [], [{ code: 0 }]),
      },
      { weight: 2, arbitrary: fc.constantFrom<Json>('{request.body.tags}', '{request.body.items}', '{never.set}') },
      { weight: 1, arbitrary: contextPath.map((path): Json => `{${path}}`) },
    ),
    fc.constantFrom<JsonObject>({}, {}, { as: 'line' }, { as: 'user' }),
    fc.constantFrom<JsonObject>({}, { concurrency: 1 }, { concurrency: 2 }),
    sometimes(6, fc.constant<JsonObject>({ maxItems: 2 })),
  )
  .map(([foreach, ...rest]): JsonObject => Object.assign({ foreach }, ...rest) as JsonObject);

const polling = fc
  .tuple(
    fc.oneof(condition(resultPath), fc.constantFrom('{$status} == 200', '{$status} == 201', '{data.id} == 7', 'false')),
    fc.oneof(
      condition(fc.constantFrom('$output', '$output.code', '$output.a.code')),
      fc.constantFrom('{$output.code} == 0', '{$output.a} != null', '{$output} != null', 'false'),
    ),
    fc.constantFrom<JsonObject>(
      { max: 1 },
      { max: 2 },
      { max: 3 },
      { max: 3, every: 0.5 },
      { max: 2, every: 5 },
      { max: 3, every: 60 },
    ),
  )
  .map(([api, output, rest]) => ({ api: { until: api, ...rest }, output: { until: output, ...rest } }));

/** A component that has none inside it. */
export const draft: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.constantFrom('call', 'call', 'send sms ', 'größe % '),
    sending,
    fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: scripting }),
    fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(0, 1) }),
    fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 6, arbitrary: fc.constantFrom(...OUTPUT_NAMES) }),
    fc
      .tuple(
        onFailure,
        sometimes(3, retries),
        sometimes(
          4,
          condition(contextPath).map((one): JsonObject => ({ condition: one })),
        ),
        sometimes(
          4,
          template(resultPath).map((outputData): JsonObject => ({ outputData })),
        ),
        sometimes(5, verdict),
        sometimes(
          8,
          text(resultPath).map((errorMsg): JsonObject => ({ errorMsg })),
        ),
        sometimes(12, fc.constant<JsonObject>({ nowResponse: true })),
        sometimes(
          8,
          fc.constantFrom(0.5, 30, 600).map((timeout): JsonObject => ({ timeout })),
        ),
      )
      .map((parts) => Object.assign({}, ...parts) as JsonObject),
    fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: loop }),
    fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: polling }),
    fc.oneof({ weight: 10, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: transforming }),
  )
  .map(([name, itsSending, script, group, outputName, rest, itsLoop, until, transform]) => ({
    name,
    sending: itsSending,
    script: transform ? null : script,
    transform,
    group: script || transform ? null : group,
    loop: script || transform || group === null ? itsLoop : null,
    until: script || transform || group === null ? until : null,
    flow: null,
    ...{ undo: null, wait: null, called: null },
    outputName,
    // Two names of one field.
    rest: 'errMsg' in rest ? without(rest, 'errorMsg') : rest,
  }));

export function without(object: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** Seconds between two times of `until` from which on a durable run rests. */
const RESTS = 5;

/** The same rule, none of whose runs rests. */
export function withoutRests(rule: JsonObject): JsonObject {
  const short = (name: string, value: unknown): unknown =>
    name === 'every' && Number(value) >= RESTS ? RESTS / 10 : value;
  return JSON.parse(JSON.stringify(rule), short) as JsonObject;
}
