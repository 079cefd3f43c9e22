import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkRule } from '../../src/rule/check.ts';
import { closed, either, namesOf, open, type Shape, step } from '../../src/rule/flow/shape.ts';

/** A shape as a plain value. */
type Plain = 'any' | 'scalar' | { open: boolean; members: Record<string, Plain> };

const { plain } = fc.letrec<{ plain: Plain }>((tie) => ({
  plain: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Plain>('any', 'scalar'),
    fc.record(
      {
        open: fc.boolean(),
        members: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('plain'), { noNullPrototype: true }),
      },
      { noNullPrototype: true },
    ),
  ),
}));

describe('the shape of a context', () => {
  it('joins shapes as a naive reading does', () => {
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 20 }), (list) => {
        const joined = list.map(shapeOf).reduce(either);
        assert.deepEqual(plainOf(joined), list.reduce(naiveEither));
      }),
    );
  });

  it('copies few members for each further layer', () => {
    let shape = closed([]);
    for (let layer = 0; layer < 5000; layer++) shape = either(shape, closed([[`o${layer}`, 'any']]));
    assert.ok(typeof shape !== 'string' && shape.members.length < 16);
    assert.equal([...namesOf(shape)].length, 5000);
  });
});

it('names are suggested until very many have been compared', () => {
  const layer = (at: number) => [
    { type: 'api', name: `a${at}`, url: 'http://h/', method: 'POST', input: { a: `{output_${at}_of_a_name_that_is_long.a}` }, outputName: `outputs_${at}_of_a_name_that_is_long` }, // prettier-ignore
  ];
  const components = Array.from({ length: 250 }, (_, at) => layer(at + 1));
  const { errors, warnings } = checkRule({ name: 'a', method: 'POST', rule: { components } });
  assert.deepEqual(errors, []);
  const found = warnings.filter(({ message }) => message.includes('nothing before it provides'));
  assert.equal(found.length, 250);
  assert.deepEqual([found[1]?.suggestion, found[249]?.suggestion], ['outputs_1_of_a_name_that_is_long.a', undefined]);
});

function shapeOf(one: Plain): Shape {
  if (typeof one === 'string') return one;
  const members = Object.entries(one.members).map(([name, inner]) => [name, shapeOf(inner)] as const);
  return one.open ? open(members) : closed(members);
}

function plainOf(shape: Shape): Plain {
  if (typeof shape === 'string') return shape;
  const names = [...namesOf(shape)];
  return {
    open: shape.open,
    members: Object.fromEntries(names.map((name) => [name, plainOf(step(shape, name) ?? 'any')])),
  };
}

function naiveEither(a: Plain, b: Plain): Plain {
  if (a === 'any' || b === 'any') return 'any';
  if (a === 'scalar') return b;
  if (b === 'scalar') return a;
  const members = { ...a.members };
  for (const [name, inner] of Object.entries(b.members)) members[name] = naiveEither(members[name] ?? inner, inner);
  return { open: a.open || b.open, members };
}
