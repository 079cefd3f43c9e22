import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json } from '../../src/json.ts';
import { numberFromJson } from '../../src/long-number.ts';
import type { Template } from '../../src/rule/compiled.ts';
import { createDiagnostics } from '../../src/rule/diagnostics.ts';
import { contextSyntax, resultSyntax } from '../../src/rule/placeholder.ts';
import { compileTemplate } from '../../src/rule/template.ts';
import { evaluate } from './rules.ts';

const scope = {
  a: { price: 3, qty: 2 },
  user: { name: 'Ada', email: null },
  order: {
    lines: [
      { sku: 'A', qty: 1 },
      { sku: 'B', qty: 0 },
      { sku: 'C', qty: 4 },
    ],
    tags: ['x', 'y'],
  },
  list: [1, 2],
  text: 'abc',
  yes: true,
  none: null,
};

const gives: readonly (readonly [what: string, template: Json, value: Json])[] = [
  ['members of an object', { '...': '{a}' }, { price: 3, qty: 2 }],
  ['members before others, which win', { '...': '{a}', qty: 9 }, { price: 3, qty: 9 }],
  ['members after others, which win', { qty: 9, '...': '{a}' }, { qty: 2, price: 3 }],
  ['members of several', { '...': ['{a}', '{none}', { qty: 5 }, '{nobody}'] }, { price: 3, qty: 5 }],
  ['members of a template', { '...': { '...': '{a}', 'x?': '{none}' }, y: 1 }, { price: 3, qty: 2, y: 1 }],
  ['no members of null', { '...': '{none}', x: 1 }, { x: 1 }],
  ['elements of a list', [0, { '...': '{list}' }, 3], [0, 1, 2, 3]],
  ['no elements of null', [{ '...': '{none}' }], []],
  ['elements of a list that is written', [{ '...': ['{text}', 1] }], ['abc', 1]],
  ['an object among elements, with its members', [{ '...': '{a}', x: 1 }], [{ price: 3, qty: 2, x: 1 }]],
  ['a member that is there', { 'name?': '{user.name}' }, { name: 'Ada' }],
  ['no member that is null', { 'email?': '{user.email}', 'phone?': '{user.phone}', 'z?': null, n: null }, { n: null }],
  ['a member whose text is empty', { 'x?': '{none} ' }, { x: ' ' }],
  [
    'keys with a backslash as they are',
    { '\\...': 1, '\\$if': 2, '\\email?': 3, '\\$each': 4, '\\\\...': 5, '\\x': 6, '?': 7, $set: 8 },
    { '...': 1, $if: 2, 'email?': 3, $each: 4, '\\...': 5, '\\x': 6, '?': 7, $set: 8 },
  ],
  [
    'an object for each element',
    { $each: '{order.lines}', $to: { sku: '{item.sku}', n: '{index}' }, $if: '{item.qty} > 0' },
    [
      { sku: 'A', n: 0 },
      { sku: 'C', n: 2 },
    ],
  ],
  ['an empty list for null', { $each: '{none}', $to: 1 }, []],
  ['elements of a list that is written', { $each: ['{text}', 2], $to: 'x{item}' }, ['xabc', 'x2']],
  ['elements by a name', { $each: '{list}', $as: 'n', $to: '{n}{item}' }, ['1', '2']],
  [
    'elements by a name of several',
    { $each: '{list}', $as: 'my.n', $to: ['{my.n}', '{my}'] },
    [
      [1, { n: 1 }],
      [2, { n: 2 }],
    ],
  ],
  ['elements called item', { $each: '{list}', $as: 'item', $to: '{item}' }, [1, 2]],
  [
    'lists within lists',
    {
      $each: '{order.tags}',
      $as: 'tag',
      $to: { tag: '{tag}', of: { $each: '{list}', $to: '{tag}{item}{index}' }, at: '{index}' },
    },
    [
      { tag: 'x', of: ['x10', 'x21'], at: 0 },
      { tag: 'y', of: ['y10', 'y21'], at: 1 },
    ],
  ],
  [
    'inner elements that hide outer ones',
    { $each: [[1], [2, 3]], $to: { $each: '{item}', $to: '{item}' } },
    [[1], [2, 3]],
  ],
  ['a list of a list', { $each: { $each: '{list}', $to: '{= {item} * 2 }' }, $to: '{= {item} + 1 }' }, [3, 5]],
  ['names that hide the context', { $each: '{list}', $as: 'text', $to: '{text}' }, [1, 2]],
  ['the branch that is true', { $if: '{yes}', $then: '{text}', $else: 1 }, 'abc'],
  ['the branch that is false', { $if: '!{yes}', $then: '{text}', $else: { '...': '{a}' } }, { price: 3, qty: 2 }],
  ['null without a branch', { x: { $if: '{user.email} != null', $then: 1 } }, { x: null }],
  ['no branch that is not taken', { $if: true, $then: 1, $else: '{= {none}.length.x.keys() }' }, 1],
  ['a branch that leaves a member out', { 'x?': { $if: '{user.email} != null', $then: 1 } }, {}],
  ['members of a branch', { '...': { $if: '{yes}', $then: '{a}' }, x: 1 }, { price: 3, qty: 2, x: 1 }],
  ['elements of a branch', [{ '...': { $if: '{yes}', $then: '{list}' } }], [1, 2]],
  ['elements for each element', [0, { '...': { $each: '{list}', $to: { n: '{item}' } } }], [0, { n: 1 }, { n: 2 }]],
  ['a number', '{= {a.price} * {a.qty} }', 6],
  ['a bool', '{={a.price} > 2}', true],
  ['null', '{= {nobody} }', null],
  ['null for what is not there', '{= {nobody}?.x }', null],
  ['a list', '{= {list}.map(x => x * 10) }', [10, 20]],
  ['an object', '{= {nobody} ?? {a} }', { price: 3, qty: 2 }],
  ['a text', "{= {user.name} + '!' }", 'Ada!'],
  ['a text in quotes as it is', "{= '{text}' + '\\{text}' }", '{text}{text}'],
  [
    'an expression for each element',
    { $each: '{order.lines}', $to: '{= {item.qty} * {a.price} + {index} }' },
    [3, 1, 14],
  ],
  [
    'a list of expressions',
    { $each: '{list}', $to: '{= {list}.map(x => x * {item}) }' },
    [
      [1, 2],
      [2, 4],
    ],
  ],
  ['a text that begins like an expression', '\\{= {text} }', '{= abc }'],
  [
    'an own member __proto__',
    { '...': JSON.parse('{"__proto__": 1}') as Json },
    JSON.parse('{"__proto__": 1}') as Json,
  ],
];

describe('a template that shapes gives', () => {
  for (const [what, template, value] of gives) it(what, () => assert.deepEqual(evaluate(template, scope), value));

  it('keys in their order', () => {
    const value = evaluate({ z: 1, '...': '{a}', 'y?': '{text}', b: 2 }, scope);
    assert.deepEqual(Object.keys(value as object), ['z', 'price', 'qty', 'y', 'b']);
  });

  it('all digits of a number', () => {
    const id = numberFromJson('7615917337495251231');
    const template = { '...': '{o}', 'b?': '{o.id}', c: { $each: ['{o.id}'], $to: '{item}' }, d: '{= {o}.id }' };
    const digits = '7615917337495251231';
    assert.equal(
      JSON.stringify(evaluate(template, { o: { id } })),
      `{"id":${digits},"b":${digits},"c":[${digits}],"d":${digits}}`,
    );
    assert.equal(evaluate({ $if: '{id} == 7615917337495251232', $then: 1, $else: 2 }, { id }), 2);
    assert.equal(evaluate('{= {id} + 1 }', { id }), 7615917337495251231 + 1);
  });

  it('what it gives again, whatever it gave between', () => {
    const template = compileTemplate({ $each: '{list}', $to: '{item}{text}' }, '', contextSyntax, createDiagnostics());
    assert.deepEqual(template.evaluate({ list: [1], text: 'a' }), ['1a']);
    assert.deepEqual(template.evaluate({ list: [1, 2], text: 'b' }), ['1b', '2b']);
  });

  it('what is of a result', () => {
    const template = {
      $each: '{rows}',
      $to: { id: '{item.id}', status: '{$status}', of: '{$body.item}', 'x?': '{= {$header.x} }' },
    };
    const result = { body: { rows: [{ id: 1 }], item: 'own' }, status: 201, header: { x: 'h' } };
    const compiled: Template<typeof result> = compileTemplate(template, '', resultSyntax, createDiagnostics());
    assert.deepEqual(compiled.evaluate(result), [{ id: 1, status: 201, of: 'own', x: 'h' }]);
  });
});

const fails: readonly (readonly [template: Json, code: string, message: RegExp])[] = [
  [{ '...': '{text}' }, '110004', /^\/at\/\.\.\. puts the members of an object here, and is a string$/],
  [{ '...': '{list}' }, '110004', /^\/at\/\.\.\. puts the members of an object here, and is an array$/],
  [{ '...': ['{a}', '{text}'] }, '110004', /^\/at\/\.\.\.\/1 puts the members/],
  [[{ '...': '{a}' }], '110004', /^\/at\/0\/\.\.\. puts the elements of a list here, and is an object$/],
  [{ $each: '{text}', $to: 1 }, '110004', /^\/at\/\$each must give a list or null, and is a string$/],
  [{ $each: '{a}', $to: 1 }, '110004', /and is an object$/],
  [
    { $each: '{list}', $to: 1, $if: '{item}' },
    '110004',
    /the condition \{item\} failed: its result must be true or false, got 1/,
  ],
  [{ $if: '{text}', $then: 1 }, '110004', /the condition \{text\} failed/],
  ['{= 1 / 0 }', '110004', /^the expression \{= 1 \/ 0 \} failed: its result must be a value of JSON, got Infinity$/],
  ["{= Number('x') }", '110004', /got NaN$/],
  ['{= {list}.map(x => x / 0) }', '110004', /got Infinity$/],
  ['{= [[0 / 0]] }', '110004', /got NaN$/],
  ['{= {nobody}.trim() }', '110004', /^the expression .* failed: \{nobody\} is null and has no trim\(\); guard it/],
  [{ $each: '{megabytes}', $to: '{megabyte}' }, '110003', /^the template at \/at gives over 16 MiB; give less$/],
  [[{ '...': { $each: '{megabytes}', $to: '{megabyte}' } }], '110003', /gives over 16 MiB/],
  [['{= {megabytes}.map(x => {megabyte}) }'], '110003', /gives over 16 MiB/],
  [
    { $each: '{many}', $to: { $each: '{many}', $to: 1, $if: 'false' } },
    '110004',
    /the template at \/at failed: the template takes over 2,000,000 steps/,
  ],
  [{ $each: '{many}', $to: '{= {many}.some(x => x < 0) }' }, '110004', /takes over 2,000,000 steps/],
  [Array.from({ length: 2000 }, () => ({ '...': '{many}' })), '110004', /takes over 2,000,000 steps/],
];

describe('a template that shapes fails', () => {
  const megabytes = Array.from({ length: 17 }, (_, at) => at);
  const values = { ...scope, megabytes, megabyte: 'x'.repeat(2 ** 20), many: Array.from({ length: 3000 }, () => 0) };
  for (const [template, code, message] of fails) {
    it(`with ${code}: ${JSON.stringify(template).slice(0, 80)}`, () => {
      const compiled = compileTemplate(template, '/at', contextSyntax, createDiagnostics());
      assert.throws(() => compiled.evaluate(values), { code, message });
      assert.throws(() => compiled.evaluate(values), { code, message });
    });
  }

  it('not where it is just large', () => {
    const value = evaluate({ $each: '{megabytes}', $if: '{index} < 15', $to: '{megabyte}' }, values);
    assert.equal((value as Json[]).length, 15);
  });
});
