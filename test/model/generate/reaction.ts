import fc from 'fast-check';
import type { Reaction } from '../program.ts';

const GOOD_BODIES = [
  { code: 0, msg: 'ok', data: { id: 7, name: 'vip', list: [7, 'vip'] }, ok: true },
  { code: 1, msg: 'no stock', data: null, ok: false },
  { code: 0, data: { id: 'a/b ü', list: [] } },
  [7, { id: 'x' }],
  [],
  {},
  'a text',
  7,
  false,
  null,
].map((body) => JSON.stringify(body));

const goodBody = fc.constantFrom(...GOOD_BODIES);
const header = fc.constantFrom<Record<string, string>>({}, {}, { 'x-page': '2', 'content-type': 'application/json' });

const good: fc.Arbitrary<Reaction> = fc.record({
  status: fc.constantFrom(200, 200, 200, 201, 302),
  header,
  body: goodBody,
});

const bad: fc.Arbitrary<Reaction> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      status: fc.constantFrom(400, 404, 409, 429, 500, 502, 503, 504),
      header: fc.constantFrom<Record<string, string>>(
        {},
        {},
        { 'retry-after': '0' },
        { 'retry-after': '3' },
        { 'retry-after': '600' },
      ),
      body: fc.oneof({ weight: 3, arbitrary: goodBody }, { weight: 1, arbitrary: fc.constant('') }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      status: fc.constantFrom(200, 404, 503),
      header,
      body: fc.constantFrom('<html>', '{', ''),
    }),
  },
  { weight: 3, arbitrary: fc.constantFrom<Reaction>({ fail: 'reset' }, { fail: 'refused' }, { fail: 'timeout' }) },
  { weight: 1, arbitrary: fc.constantFrom<Reaction>({ fail: 'denied' }, { fail: 'broken' }) },
);

/** What a site does with the calls that it gets, one after another. */
export const reactions: fc.Arbitrary<readonly Reaction[]> = fc.oneof(
  { weight: 5, arbitrary: good.map((one) => [one]) },
  // Flaky, then fine.
  {
    weight: 3,
    arbitrary: fc.tuple(fc.array(bad, { minLength: 1, maxLength: 3 }), good).map(([some, last]) => [...some, last]),
  },
  { weight: 1, arbitrary: bad.map((one) => [one]) },
  { weight: 1, arbitrary: fc.array(fc.oneof(good, bad), { minLength: 1, maxLength: 4 }) },
);

/** The same of what undoes something, which mostly succeeds. */
export const undoReactions: fc.Arbitrary<readonly Reaction[]> = fc.oneof(
  { weight: 3, arbitrary: good.map((one) => [one]) },
  { weight: 1, arbitrary: reactions },
);

/** An answer that every reader takes. */
export const steadyReaction: Reaction = {
  status: 200,
  header: {},
  body: GOOD_BODIES[0] ?? '',
};
