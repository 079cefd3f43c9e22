import assert from 'node:assert/strict';
import { it } from 'node:test';
import { usageByRule } from './usage-by-rule.ts';

it('places are shown by the rules that they are in', () => {
  const place = (name: string, pointer: string) => ({ method: 'GET', name, version: 'v', pointer });
  const rules = usageByRule([place('a', '/1'), place('b', '/2'), place('a', '/3')]);
  assert.deepEqual(
    rules.map(({ name, pointers }) => [name, pointers]),
    [
      ['a', ['/1', '/3']],
      ['b', ['/2']],
    ],
  );
});
