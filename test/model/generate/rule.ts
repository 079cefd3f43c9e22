import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/json.ts';
import { sending } from './component.ts';
import { condition } from './condition.ts';
import type { Draft } from './component.ts';
import { anyDraft } from './flow.ts';
import { place } from './place.ts';
import type { Placed } from './place.ts';
import { contextPath, template, text } from './template.ts';

const flags = fc.constantFrom<JsonObject>(
  {},
  {},
  { record: true },
  { suspend: true },
  { suspend: true },
  { suspend: true, record: true },
  { suspend: true, recover: { auto: true, max: 1, wait: 2 } },
  { suspend: true, recover: { auto: true, max: 3, wait: 0.5 } },
  { suspend: true, recover: { auto: true, max: 1, wait: 2, then: 'compensate' } },
  { durable: true },
  { durable: true, record: true },
);

/** How a rule is given up that has something to undo. */
const givingUp = fc.constantFrom<JsonObject>({}, {}, {}, { onFailure: 'compensate' }, { compensateHold: 5 });

const DUMPED = ['trx', 'request.body', 'a', 'b', 'user', 'x', 'deep', 'größe', 'response'];
const failures = ['code', 'msg', 'status'].flatMap((part) => [`failed.call1.${part}`, `failed.call2.${part}`]);
const dump: JsonObject = Object.fromEntries([...DUMPED, ...failures].map((name) => [name, `{${name}}`]));

const body = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Json>(dump) },
  { weight: 1, arbitrary: template(contextPath) },
);
const status = fc.constantFrom<Json>(200, 201, 404, '{var.CREATED}', '207');
const header = fc.dictionary(fc.constantFrom('x-out', 'X-Other'), text(contextPath), { maxKeys: 2 });

const errorPath = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('error.code', 'error.msg', 'error.component', 'error.layer') },
  { weight: 1, arbitrary: contextPath },
);

const shaping = fc.record(
  {
    status: fc.constantFrom<Json>(400, 202, '{var.CREATED}'),
    header: fc.dictionary(fc.constantFrom('x-out', 'x-error'), text(errorPath), { maxKeys: 2 }),
    body: template(errorPath),
  },
  { requiredKeys: [] },
);

const errorCase = fc.tuple(condition(errorPath), shaping).map(([when, block]): JsonObject => ({ when, ...block }));

/** One, or several of which the last may be for all others. */
const errorBlock: fc.Arbitrary<Json> = fc.oneof(
  { weight: 2, arbitrary: shaping.map((one) => one as JsonObject) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(errorCase, { minLength: 1, maxLength: 3 }), fc.option(shaping))
      .map(([some, last]): Json => [...some, ...(last ? [last as JsonObject] : [])]),
  },
);

const answerCase = fc
  .tuple(condition(contextPath), fc.record({ status, header, body }, { requiredKeys: [] }))
  .map(([when, answer]): JsonObject => ({ when, ...answer }));

const cases = fc.array(answerCase, { minLength: 1, maxLength: 3 });

export const response = fc
  .record(
    {
      ...{ status, header, body, defaultBody: body, error: errorBlock },
      type: fc.constantFrom('json', 'text', 'xml'),
      cases: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: cases }),
    },
    { requiredKeys: [] },
  )
  .map(({ cases: some, ...rest }): JsonObject => ({ ...rest, ...(some && { cases: some }) }))
  .filter(isSendable);

/** A list has no name in XML: where it is literal, the rule is refused. */
function isSendable({ type, body: sent, defaultBody, error = [], cases: some = [] }: JsonObject): boolean {
  const others = [error, some].flat() as JsonObject[];
  const bodies = [sent, defaultBody, ...others.map((one) => one.body)];
  return type !== 'xml' || !bodies.some((one) => Array.isArray(one));
}

/** Mostly small, because small ones show as much and cost less; up to 6 layers of 5 components. */
function upTo<T>(most: number, one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.array(one, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(one, { minLength: 3, maxLength: most }) },
  );
}

interface Ruled extends Pick<Placed, 'sites' | 'rules'> {
  readonly rule: JsonObject;
}

/** A rule, the rules that it calls, and the sites that they call. */
export const ruleOf = (leaf?: fc.Arbitrary<Draft>): fc.Arbitrary<Ruled> =>
  fc
    .record({
      flags,
      givingUp,
      response,
      layers: upTo(6, upTo(5, anyDraft(2, leaf))),
      groups: fc.tuple(sending, sending),
    })
    .map(({ flags: itsFlags, givingUp: itsGivingUp, response: itsResponse, layers, groups }) => {
      const { components, ...placed } = place(layers, groups);
      return { rule: { ...itsFlags, ...itsGivingUp, components, response: itsResponse }, ...placed };
    });
