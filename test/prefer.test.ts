import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { preferences, preferredWait } from '../src/http/prefer.ts';

await suite('the header Prefer', () => {
  const cases: readonly (readonly [string | string[] | undefined, Readonly<Record<string, string>>])[] = [
    [undefined, {}],
    ['', {}],
    ['respond-async', { 'respond-async': '' }],
    ['respond-async, wait=10', { 'respond-async': '', wait: '10' }],
    [['Wait = 5', 'handling=lenient; wait=7'], { wait: '5', handling: 'lenient' }],
    ['wait="10" ; a="x, wait=3", foo', { wait: '10', foo: '' }],
    ['wait=1, wait=2', { wait: '1' }],
    ['foo="a\\"b"', { foo: 'a"b' }],
    [', ,wait=4', { wait: '4' }],
  ];
  for (const [header, expected] of cases)
    test(JSON.stringify(header ?? null), () => assert.deepEqual(Object.fromEntries(preferences(header)), expected));

  test('`wait` is a whole number, at most 300', () => {
    const waits = ['wait=10', 'wait=0', 'wait=301', 'wait=99999999999999999999', 'wait=1.5', 'wait=-1', 'wait', 'x'];
    assert.deepEqual(waits.map(preferredWait), [10, 0, 300, 300, undefined, undefined, undefined, undefined]);
  });

  test('a header that is made to take long does not', () => {
    for (const one of ['a="', 'a=,', '"\\', 'a;'])
      assert.equal(preferredWait(one.repeat(30_000).slice(0, 60_000)), undefined);
  });
});
