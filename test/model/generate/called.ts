import fc from 'fast-check';
import type { JsonObject } from '../../../src/json.ts';
import { draft, without } from './component.ts';
import type { CalledDraft, Draft } from './component.ts';
import { anyDraft, calling, resting } from './flow.ts';
import { response } from './rule.ts';

/** What the called rule asks of a request; most ask for nothing. */
const asking = fc.constantFrom<JsonObject>(
  {},
  {},
  {},
  { query: { k: { type: 'string', required: true } } },
  { query: { fixed: { type: 'int', default: 3 }, q: { type: 'slice' } } },
  { header: { 'x-one': { type: 'string', default: 'none' } } },
  { header: { 'X-Two': { type: 'int' } } },
);

const asJson = response.map((one) => without(one, 'type'));

const flags = fc.constantFrom<JsonObject>(
  ...[{}, {}, { record: true }, { suspend: true }, { suspend: true, record: true }],
  ...[{ suspend: true, recover: { auto: true, max: 1, wait: 2 } }, { durable: true }],
);
const keeping = fc.constantFrom<JsonObject>({}, { suspend: true }, ...Array<JsonObject>(3).fill({ durable: true }));

/** How often there is which rule, and what it asks. */
export type Calling = 'any' | 'kept' | 'waiting';

/** A rule that another one calls, whose own components are of `leaf`. */
function called(leaf: fc.Arbitrary<Draft>, calling: Calling): fc.Arbitrary<CalledDraft> {
  const layer = fc.array(anyDraft(1, leaf), { minLength: 1, maxLength: 2 });
  const isKept = calling !== 'any';
  return fc.record({
    is: isKept
      ? fc.constant('there')
      : fc.constantFrom<CalledDraft['is']>('there', 'there', 'there', 'there', 'there', 'there', 'missing', 'endless'),
    method: isKept ? fc.constant('ANY') : fc.constantFrom('ANY', 'ANY', 'ANY', 'ANY', 'POST'),
    flags: calling === 'kept' ? keeping : flags,
    request: isKept ? fc.constant({}) : asking,
    response: asJson,
    layers: fc.array(layer, { minLength: isKept ? 1 : 0, maxLength: 2 }),
  });
}

/** A component that may run another rule, up to `depth` of them inside each other; `kept`: mostly one that is kept, `waiting`: that may wait. */
export function callingRules(
  depth: number,
  plain: fc.Arbitrary<Draft> = calling,
  how: Calling = 'any',
): fc.Arbitrary<Draft> {
  if (depth === 0) return plain;
  const inside = callingRules(depth - 1, draft, how);
  const one = fc
    .tuple(plain, called(how === 'waiting' ? fc.oneof(inside, resting) : inside, how))
    .map(([outer, rule]): Draft => ({ ...outer, called: rule, group: null, script: null }));
  return fc.oneof({ weight: how === 'any' ? 3 : 1, arbitrary: plain }, { weight: 1, arbitrary: one });
}
