import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/json.ts';
import type { Act } from '../program.ts';
import { contextPath, template } from './template.ts';

const value = fc.constantFrom<Json>(
  { code: 0, data: { id: 7, list: ['vip'] }, ok: true },
  ['vip', 7],
  'a text',
  7,
  null,
);

const good = value.map((one): Act['end'] => ({ value: one }));

const bad = fc.constantFrom<Act['end']>(
  { throws: 'own' },
  { throws: 'upstream' },
  { throws: 'upstream' },
  { suspend: { code: '110009', reason: 'wait for stock' } },
  { suspend: { code: 'STOCK', reason: 'wait' } },
  { break: { code: '110008', status: 422, reason: 'not today' } },
  { break: { code: 'CLOSED', status: 409, reason: 'closed' } },
);

const end = fc.oneof({ weight: 2, arbitrary: good }, { weight: 1, arbitrary: bad });

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: end.map((one) => ({ end: one })) },
  { weight: 1, arbitrary: fc.tuple(value, end).map(([respond, one]) => ({ respond, end: one })) },
);

/** What a script is given. */
export const scripting: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant<JsonObject>({}),
  template(contextPath).map((input): JsonObject => ({ input })),
);

/** What a transform is given, and that it gives that back, or fails. */
export const transforming: fc.Arbitrary<JsonObject> = fc
  .tuple(scripting, fc.constantFrom('$', '$', '$', '$error("no")'))
  .map(([given, expression]) => ({ ...given, expression }));

/** What a script does in its calls, one after another. */
export const acts: fc.Arbitrary<readonly Act[]> = fc.array(act, { minLength: 1, maxLength: 3 });
