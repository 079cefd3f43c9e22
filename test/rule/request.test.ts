import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RawRequest } from '../../src/rule/compiled.ts';
import { checked, checkNow, requestWith, ruleOf } from './rules.ts';

const INT = { type: 'int' };
const JSON_BODY = JSON.parse as (text: string) => never;

describe('what is absent', () => {
  const rule = { body: { f: { type: 'string', required: true } } };

  it('is required where the rule says so', () => {
    assert.deepEqual(checked(rule, { body: {} }), ['request.body.f is required']);
  });
  it('null is no value where one is required', () =>
    assert.deepEqual(checked(rule, { body: { f: null } }), ['request.body.f is required']));
  it('"" counts as present', () => assert.deepEqual(checked(rule, { body: { f: '' } }), { body: { f: '' } }));
  it('stays absent where it is not required', () => {
    assert.deepEqual(checked({ body: { f: INT } }, { body: { g: 1 } }), { body: { g: 1 } });
  });
  it('null stays null where the field is neither required nor has a default, at any depth', () => {
    const fields = {
      i: { ...INT, min: 1, enum: [1, 2] },
      s: { type: 'string', minLen: 1, pattern: '^a$', format: 'email', enum: ['a'] },
      b: { type: 'bool' },
      l: { type: 'slice', minLen: 1, items: INT, enum: [1] },
      o: { type: 'object', attribute: { n: { ...INT, required: true } } },
    };
    const nulls = { i: null, s: null, b: null, l: null, o: null };
    assert.deepEqual(checked({ body: fields }, { body: nulls }), { body: nulls });
    const nested = {
      body: {
        o: { type: 'object', attribute: fields },
        l: { type: 'slice', items: { type: 'object', attribute: fields } },
      },
    };
    assert.deepEqual(checked(nested, { body: { o: nulls, l: [nulls, null] } }), {
      body: { o: nulls, l: [nulls, null] },
    });
    const json = { query: { q: { type: 'object', attribute: fields } } };
    assert.deepEqual(checked(json, { query: { q: JSON.stringify(nulls) } }), { query: { q: nulls } });
  });
  it('is filled with the default', () => {
    const defaulted = { body: { f: { type: 'int', default: 5 }, g: { type: 'bool', required: true, default: false } } };
    assert.deepEqual(checked(defaulted, { body: {} }), { body: { f: 5, g: false } });
    assert.deepEqual(checked(defaulted, { body: { f: null, g: null } }), { body: { f: 5, g: false } });
    assert.deepEqual(checked(defaulted, { body: { f: 6, g: true } }), { body: { f: 6, g: true } });
    assert.deepEqual(checked(defaulted, { body: null }), { body: { f: 5, g: false } });
  });
  it('is filled at any depth, but only in what is there', () => {
    const inner = { type: 'object', attribute: { n: { type: 'int', default: 1 } } };
    const nested = { body: { o: inner, p: { ...inner, default: {} }, s: { type: 'slice', items: inner } } };
    assert.deepEqual(checked(nested, { body: { s: [{}, { n: 2 }] } }), {
      body: { p: { n: 1 }, s: [{ n: 1 }, { n: 2 }] },
    });
  });
  it('is no error within an object that is itself absent', () => {
    const nested = { body: { o: { type: 'object', attribute: { n: { type: 'int', required: true } } } } };
    assert.deepEqual(checked(nested, { body: {} }), { body: {} });
    assert.deepEqual(checked(nested, { body: { o: {} } }), ['request.body.o.n is required']);
  });
  it('a body that is not there has no field', () => {
    assert.deepEqual(checked(rule, { body: null }), ['request.body.f is required']);
  });
  it('an inherited name is absent', () => {
    const odd = { body: { constructor: { type: 'string', required: true }, toString: INT } };
    assert.deepEqual(checked(odd, { body: {} }), ['request.body.constructor is required']);
  });
  it('a null element is required where its rule says so, and takes its default', () => {
    const of = (items: object) => ({ body: { s: { type: 'slice', items } } });
    assert.deepEqual(checked(of({ type: 'int', required: true }), { body: { s: [1, null] } }), [
      'request.body.s[1] is required',
    ]);
    assert.deepEqual(checked(of({ type: 'int', default: 7 }), { body: { s: [1, null] } }), { body: { s: [1, 7] } });
    assert.deepEqual(checked(of({ type: 'int', enum: [1] }), { body: { s: [1, null] } }), { body: { s: [1, null] } });
  });
});

describe('a request', () => {
  it('reports every failing field at once, in all its parts', () => {
    const request = {
      query: { page: { type: 'int', min: 1 } },
      header: { 'X-Tenant': { type: 'string', required: true } },
      params: { id: INT },
      body: {
        phone: { type: 'string', required: true },
        items: { type: 'slice', items: { type: 'object', attribute: { sku: { type: 'string', required: true } } } },
        name: { type: 'string', minLen: 3, pattern: '^[a-z]+$' },
      },
    };
    const parts = {
      query: { page: '0' },
      header: {},
      params: { id: 'x' },
      body: { items: [{ sku: 'a' }, {}, { sku: 1 }], name: 'A' },
    };
    const errors = checked(request, parts) as string[];
    assert.deepEqual(errors.toSorted(), [
      'request.body.items[1].sku is required',
      'request.body.items[2].sku must be a string',
      'request.body.name must be at least 3 characters',
      'request.body.name must match ^[a-z]+$',
      'request.body.phone is required',
      'request.header.x-tenant is required',
      'request.params.id must be an int',
      'request.query.page must be at least 1',
    ]);
  });

  it('passes what no rule names through unchanged', () => {
    const parts = { query: { a: '1', b: ['x', 'y'] }, header: { h: '1' }, body: { deep: { n: '1', z: null } } };
    assert.deepEqual(checked({ query: { c: INT }, body: { c: INT } }, parts), parts);
    assert.deepEqual(checked({}, { body: [1, null] }), { body: [1, null] });
    assert.deepEqual(checked({ body: {} }, { body: 'text' }), { body: 'text' });
  });

  it('comes out as method, path, params, query, header, body and ip', () => {
    const result = checkNow(ruleOf({}), requestWith({ method: 'PUT', path: '/ps/x', ip: '::1' }));
    assert(result.ok);
    const empty = { params: {}, query: {}, header: {}, body: null };
    assert.deepEqual(result.request, { method: 'PUT', path: '/ps/x', ...empty, ip: '::1' });
  });

  it('must have an object as its body where the rule names fields', () => {
    for (const body of [[], 'x', 1])
      assert.deepEqual(checked({ body: { a: INT } }, { body }), ['request.body must be an object']);
  });

  it('is left as it was', () => {
    const raw: RawRequest = requestWith({ body: { a: null, o: {} }, query: { n: '1' } });
    const before = structuredClone(raw);
    const rule = ruleOf({
      request: {
        query: { n: INT },
        body: { a: INT, o: { type: 'object', attribute: { d: { type: 'int', default: 1 } } } },
      },
    });
    checkNow(rule, raw);
    assert.deepEqual(raw, before);
  });

  it('cannot reach the prototype of anything with a __proto__ in its body', () => {
    const body = JSON_BODY('{"__proto__": {"polluted": 1}, "a": {"__proto__": {"polluted": 1}}, "n": null}');
    const fields = {
      a: { type: 'object', attribute: { b: { type: 'int', default: 1 } } },
      n: { type: 'int', default: 2 },
    };
    const result = checked({ body: fields }, { body }) as { body: { a: object } };
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    assert.equal(Object.getPrototypeOf(result.body), Object.prototype);
    assert.equal(Object.getPrototypeOf(result.body.a), Object.prototype);
    assert.equal(
      JSON.stringify(result.body),
      '{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1},"b":1},"n":2}',
    );
  });

  it('is refused where it is nested too deep, without harm', () => {
    const depth = 100_000;
    const body = JSON_BODY(`{"a": ${'['.repeat(depth)}${']'.repeat(depth)}}`);
    const message = 'must not be nested over 256 levels deep';
    assert.deepEqual(checked({ body: { a: { type: 'slice' } } }, { body }), [`request.body ${message}`]);
    assert.deepEqual(checked({}, { body }), [`request.body ${message}`]);
    assert.deepEqual(
      checked({ query: { a: { type: 'slice' } } }, { query: { a: '['.repeat(500) + ']'.repeat(500) } }),
      [`request.query ${message}`],
    );
  });

  it('names odd fields so that they can be distinguished', () => {
    const body = { 'a b': INT, 'c.d': INT, 'x-1': INT };
    assert.deepEqual(checked({ body }, { body: { 'a b': 'x', 'c.d': 'x', 'x-1': 'x' } }), [
      'request.body["a b"] must be an int',
      'request.body["c.d"] must be an int',
      'request.body.x-1 must be an int',
    ]);
  });

  it('does not make an answer out of all proportion', () => {
    const errors = checked({ body: { s: { type: 'slice', items: INT } } }, { body: { s: Array(5000).fill('x') } });
    assert.equal((errors as string[]).length, 1000);
  });
});
