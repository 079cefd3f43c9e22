import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checked } from './rules.ts';

const INT = { type: 'int' };

describe('text values', () => {
  const query = (rule: object, value: string | string[]) => {
    const result = checked({ query: { f: rule } }, { query: { f: value } });
    return Array.isArray(result) ? result.join() : (result.query as { f: unknown }).f;
  };
  const wrong = (message: string) => `request.query.f ${message}`;

  const table: readonly (readonly [object, string | string[], unknown])[] = [
    [INT, '12', 12],
    [INT, '-3', -3],
    [INT, '007', 7],
    [INT, '-0', 0],
    [INT, '9007199254740991', 9007199254740991],
    [INT, '9007199254740992', wrong('must be an int')],
    [INT, '9007199254740993', wrong('must be an int')],
    [INT, '-9007199254740992', wrong('must be an int')],
    [INT, '+1', wrong('must be an int')],
    [INT, '1.0', wrong('must be an int')],
    [INT, '1e3', wrong('must be an int')],
    [INT, ' 1', wrong('must be an int')],
    [INT, '', wrong('must be an int')],
    [INT, 'x', wrong('must be an int')],
    [INT, ['1', '2'], wrong('must be an int')],
    [{ type: 'float' }, '1.5', 1.5],
    [{ type: 'float' }, '-2e3', -2000],
    [{ type: 'float' }, '.5', 0.5],
    [{ type: 'float' }, '7', 7],
    [{ type: 'float' }, 'Infinity', wrong('must be a float')],
    [{ type: 'float' }, 'NaN', wrong('must be a float')],
    [{ type: 'float' }, '1e400', wrong('must be a float')],
    [{ type: 'float' }, '0x10', wrong('must be a float')],
    [{ type: 'float' }, '', wrong('must be a float')],
    [{ type: 'bool' }, 'true', true],
    [{ type: 'bool' }, 'false', false],
    [{ type: 'bool' }, '1', true],
    [{ type: 'bool' }, '0', false],
    [{ type: 'bool' }, 'TRUE', wrong('must be a bool')],
    [{ type: 'bool' }, 'yes', wrong('must be a bool')],
    [{ type: 'bool' }, '', wrong('must be a bool')],
    [{ type: 'string' }, '12', '12'],
    [{ type: 'string' }, '', ''],
    [{ type: 'string' }, ['a', 'b'], wrong('must be a string')],
    [{ type: 'slice' }, ['a', 'b'], ['a', 'b']],
    [{ type: 'slice' }, 'a', ['a']],
    [{ type: 'slice' }, '', ['']],
    [{ type: 'slice' }, '["a",1]', ['a', 1]],
    [{ type: 'slice' }, '[a', ['[a']],
    [{ type: 'slice' }, '{"a":1}', ['{"a":1}']],
    [{ type: 'slice', items: INT }, ['1', '2'], [1, 2]],
    [{ type: 'slice', items: INT }, '3', [3]],
    [{ type: 'slice', items: INT }, ' [1, 2]', [1, 2]],
    [{ type: 'slice', items: INT }, ['1', 'x'], 'request.query.f[1] must be an int'],
    [{ type: 'slice', items: INT }, '["1"]', 'request.query.f[0] must be an int'],
    [{ type: 'slice', items: { type: 'slice', items: INT } }, ['[1,2]', '3'], [[1, 2], [3]]],
    [{ type: 'slice', enum: ['a', 'b'] }, ['a', 'c'], 'request.query.f[1] must be one of "a", "b"'],
    [{ type: 'slice', items: INT, enum: [1, 2] }, ['1', '3'], 'request.query.f[1] must be one of 1, 2'],
    [{ type: 'slice', minLen: 2 }, 'a', wrong('must have at least 2 elements')],
    [{ type: 'object' }, '{"a":1}', { a: 1 }],
    [{ type: 'object', attribute: { a: INT } }, '{"a":"1"}', 'request.query.f.a must be an int'],
    [{ type: 'object', attribute: { b: { type: 'int', default: 2 } } }, '{"a":1}', { a: 1, b: 2 }],
    [{ type: 'object' }, '[1]', wrong('must be an object')],
    [{ type: 'object' }, '{a}', wrong('must be an object')],
    [{ type: 'object' }, '', wrong('must be an object')],
    [{ type: 'object' }, ['{}', '{}'], wrong('must be an object')],
  ];
  for (const [rule, value, expected] of table) {
    it(`${JSON.stringify(rule)} of ${JSON.stringify(value)}`, () => assert.deepEqual(query(rule, value), expected));
  }

  it('are converted in headers, whose names are case-insensitive', () => {
    assert.deepEqual(checked({ header: { 'X-Count': INT } }, { header: { 'x-count': '3', 'x-other': '3' } }), {
      header: { 'x-count': 3, 'x-other': '3' },
    });
    assert.deepEqual(checked({ header: { 'X-Count': { ...INT, required: true } } }, { header: {} }), [
      'request.header.x-count is required',
    ]);
  });
  it('are converted in parameters of the path', () => {
    assert.deepEqual(checked({ params: { id: INT } }, { params: { id: '7' } }), { params: { id: 7 } });
    assert.deepEqual(checked({ params: { id: INT } }, { params: { id: 'x' } }), ['request.params.id must be an int']);
  });
  it('are converted in forms', () => {
    const request = { type: 'form', body: { n: INT, tags: { type: 'slice' } } };
    assert.deepEqual(checked(request, { body: { n: '1', tags: 'a', x: '2' } }), {
      body: { n: 1, tags: ['a'], x: '2' },
    });
  });
  it('are converted in XML, where objects and repeated elements come as such', () => {
    const order = { type: 'object', attribute: { n: INT, '@id': INT, note: { type: 'string', default: '-' } } };
    const request = { type: 'xml', body: { order, lines: { type: 'slice', items: order } } };
    const body = { order: { n: '1', '@id': '2' }, lines: { n: '3' } };
    assert.deepEqual(checked(request, { body }), {
      body: { order: { n: 1, '@id': 2, note: '-' }, lines: [{ n: 3, note: '-' }] },
    });
    assert.deepEqual(checked(request, { body: { order: '', lines: ['', { n: '4' }] } }), {
      body: { order: { note: '-' }, lines: [{ note: '-' }, { n: 4, note: '-' }] },
    });
    assert.deepEqual(checked(request, { body: { lines: [{ n: '1' }, { n: 'x' }] } }), [
      'request.body.lines[1].n must be an int',
    ]);
    assert.deepEqual(checked({ type: 'xml', body: { n: INT } }, { body: '' }), { body: {} });
  });
});
