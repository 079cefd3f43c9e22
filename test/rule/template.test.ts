import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDiagnostics } from '../../src/rule/diagnostics.ts';
import type { Json } from '../../src/json.ts';
import { resultSyntax } from '../../src/rule/placeholder.ts';
import { compileTemplate } from '../../src/rule/template.ts';
import { evaluate } from './rules.ts';

const scope = {
  request: { body: { items: [{ sku: 'A-1' }, { sku: 'B-2' }], name: 'Bo' }, header: { 'x-tenant': 'acme' } },
  user: { id: 7, name: 'Bo', tags: ['vip', 'new'], ok: true, none: null, address: { city: 'Köln' } },
  'my-out': { 'a-b': 1, 0: 'zero' },
  trx: 'TRX1',
  odd: { '@odata.nextLink': { 'a b': [0, { '}"{': { c: 'found' } }] }, '@type': 'T' },
};

const cases: readonly (readonly [string, Json, Json])[] = [
  ['a string that is one placeholder becomes the value with its type', '{user.id}', 7],
  ['an object', '{user.address}', { city: 'Köln' }],
  ['an array', '{user.tags}', ['vip', 'new']],
  ['a bool', '{user.ok}', true],
  ['a missing path is null', '{user.age}', null],
  ['a path through a missing member is null', '{nobody.age.x[0]}', null],
  ['a path through a scalar is null', '{user.id.x}', null],
  ['text around it makes it text', 'Hello {user.name}!', 'Hello Bo!'],
  ['a space around it makes it text', ' {user.id}', ' 7'],
  ['numbers as text', 'n={user.id}', 'n=7'],
  ['bools as text', 'b={user.ok}', 'b=true'],
  ['objects and arrays as JSON', '{user.address} {user.tags}', '{"city":"Köln"} ["vip","new"]'],
  ['null and missing as nothing', '<{user.none}{user.age}>', '<>'],
  ['two placeholders are text', '{user.id}{user.id}', '77'],
  ['elements by [n]', '{request.body.items[1].sku}', 'B-2'],
  ['an element that is not there', '{request.body.items[2].sku}', null],
  ['names with dashes', '{my-out.a-b}', 1],
  ['names of digits', '{my-out.0}', 'zero'],
  ['header names', '{request.header.x-tenant}', 'acme'],
  ['header names in any case', '{request.header.X-Tenant}', 'acme'],
  ['the length of an array', '{user.tags.length}', 2],
  ['the length of a string', '{user.name.length}', 2],
  ['the length of an object is a member like any other', '{user.address.length}', null],
  ['__proto__ is null', '{user.__proto__}', null],
  ['constructor is null', '{user.constructor}', null],
  ['toString of a string is null', '{user.name.toString}', null],
  ['hasOwnProperty of the context itself is null', '{hasOwnProperty}', null],
  ['\\{name} is a literal {name}', '\\{user.id}', '{user.id}'],
  ['a literal beside a placeholder', '\\{user.id}={user.id}', '{user.id}=7'],
  ['JSON text is left alone', '{"a": 1, "b": {}}', '{"a": 1, "b": {}}'],
  ['braces around spaces are left alone', '{ user.id } {}', '{ user.id } {}'],
  ['braces around what begins with a digit are left alone', '{1a}', '{1a}'],
  ['[-1] counts from the end', '{user.tags[-1]}', 'new'],
  ['beyond the beginning there is nothing', '{user.tags[-3]}', null],
  ['in a text too', '{user.name[-1]}', 'o'],
  ['an index with zeros before it', '{request.body.items[01].sku}', 'B-2'],
  ['any text in brackets and quotes is a name', '{odd["@odata.nextLink"]["a b"][1]["}\\"{"].c}', 'found'],
  ['a name that needs no quotes may have them', '{user["id"]}', 7],
  ['a header by its name in quotes, in any case', '{request.header["X-Tenant"]}', 'acme'],
  ['a name in quotes that is not there', '{user["no name"]}', null],
  ['__proto__ in quotes is null', '{user["__proto__"]}', null],
  ['a name in quotes is text as any placeholder', 'a {odd["@type"]} b', 'a T b'],
  ['a backslash before it makes it text', '\\{odd["@type"]}', '{odd["@type"]}'],
  ['$ before no letter is left alone', '{$1} {$}', '{$1} {$}'],
  ['\\{$name} is a literal', '\\{$name}', '{$name}'],
  ['a placeholder within JSON text', '{"id": {user.id}}', '{"id": 7}'],
  ['a backslash before braces that are no placeholder stays', '\\{ x }', '\\{ x }'],
  ['any depth of objects and arrays', { a: [{ b: ['{user.id}'] }] }, { a: [{ b: [7] }] }],
  ['values, not keys', { '{user.id}': '{user.id}' }, { '{user.id}': 7 }],
  ['what is no string stays', [1, true, null, { a: 2.5 }], [1, true, null, { a: 2.5 }]],
  ['a missing member of an object template is null', { a: '{user.age}', b: 1 }, { a: null, b: 1 }],
  ['letters of any script', '{user.größe}', null],
  ['an empty text', '', ''],
];

describe('a template', () => {
  for (const [name, template, expected] of cases) {
    it(name, () => assert.deepEqual(evaluate(template, scope), expected));
  }

  it('never reads __proto__, not even an own one out of a JSON body', () => {
    const body: unknown = JSON.parse('{"__proto__": {"admin": true}}');
    assert.equal(evaluate('{request.body.__proto__.admin}', { request: { body } }), null);
  });

  it('keeps a key called __proto__ a key', () => {
    const template = JSON.parse('{"__proto__": "{user.id}", "a": {"__proto__": 1}}') as Json;
    assert.equal(JSON.stringify(evaluate(template, scope)), '{"__proto__":7,"a":{"__proto__":1}}');
  });

  it('gives the same frozen value again where nothing in it changes', () => {
    const template = compileTemplate({ a: [1, { b: '\\{x}' }] }, '', resultSyntax, createDiagnostics());
    const value = template.evaluate({ body: null });
    assert.deepEqual(value, { a: [1, { b: '{x}' }] });
    assert.equal(template.evaluate({ body: 1 }), value);
    assert.throws(() => Object.assign(value as object, { a: 2 }), TypeError);
  });

  it('says where its placeholders are and what they read', () => {
    const { placeholders } = compileTemplate({ 'a/b': ['x', '{c.d[0]}'] }, '/input', resultSyntax, createDiagnostics());
    assert.deepEqual(placeholders, [{ pointer: '/input/a~1b/1', text: 'c.d[0]', path: ['c', 'd', 0] }]);
  });

  for (const text of ['a..b', 'a.', 'a[0]b', 'a.[0]', 'a["\\q"]', 'a["x"]b']) {
    it(`refuses {${text}}: its path has an empty or misplaced segment`, () => {
      const diagnostics = createDiagnostics();
      compileTemplate([`x {${text}}`], '/input', resultSyntax, diagnostics);
      assert.equal(diagnostics.errors.length, 1);
      assert.equal(diagnostics.errors[0]?.pointer, '/input/0');
      assert.match(diagnostics.errors[0].message, /is no placeholder/);
    });
  }
});

describe("a template over a component's own result", () => {
  const header = { 'x-total': '12', 'set-cookie': ['a=1', 'b=2'] };
  const result = { body: { data: { id: 9 }, trx: 'own' }, status: 201, header };
  const over = (template: Json) => compileTemplate(template, '', resultSyntax, createDiagnostics()).evaluate(result);

  it('begins at the body', () => assert.equal(over('{data.id}'), 9));
  it('sees nothing of the context', () => assert.equal(over('{trx}'), 'own'));
  it('reads {$status}', () => assert.equal(over('{$status}'), 201));
  it('reads {$header.NAME} in any case', () => assert.equal(over('{$header.X-Total}'), '12'));
  it('reads a repeated header as an array', () => assert.deepEqual(over('{$header.set-cookie}'), ['a=1', 'b=2']));
  it('reads one of a repeated header', () => assert.equal(over('{$header.Set-Cookie[1]}'), 'b=2'));
  it('has null for a header that is not there', () => assert.equal(over('{$header.x}'), null));
  it('puts them into text', () => assert.equal(over('{$status} {data}'), '201 {"id":9}'));

  it('reads {$header}, all of them', () => assert.deepEqual(over('{$header}'), header));
  it('reads a header by its name in quotes', () => assert.equal(over('{$header["X-Total"]}'), '12'));
  it('reads the last of a repeated header', () => assert.equal(over('{$header.set-cookie[-1]}'), 'b=2'));
  it('reads {$body}, whole', () => assert.deepEqual(over('{$body}'), result.body));
  it('reads {$body.x} as {x}', () => assert.deepEqual(over(['{$body.data.id}', '{$body["data"]}']), [9, { id: 9 }]));
  it('reads elements of a body that is a list', () => {
    const template = compileTemplate('{$body[-1].id}', '', resultSyntax, createDiagnostics());
    assert.equal(template.evaluate({ body: [{ id: 1 }, { id: 2 }] }), 2);
  });
});
