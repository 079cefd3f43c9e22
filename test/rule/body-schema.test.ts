import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRule } from '../../src/rule/check.ts';
import type { Json } from '../../src/json.ts';
import { checked } from './rules.ts';

const bodyOf = (bodySchema: object | boolean, body: unknown) => checked({ bodySchema }, { body: body as Json });
const errorsOf = (bodySchema: unknown) => {
  const { errors } = checkRule({ name: 'a', method: 'POST', rule: { request: { bodySchema } } });
  return errors.map(({ pointer, message }) => `${pointer} ${message}`);
};

const order = {
  type: 'object',
  required: ['id', 'lines'],
  properties: {
    id: { type: 'integer', minimum: 1 },
    lines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/line' } },
    note: { type: ['string', 'null'], maxLength: 3 },
  },
  additionalProperties: false,
  $defs: { line: { type: 'object', required: ['sku'], properties: { sku: { type: 'string', pattern: '^[A-Z]+$' } } } },
};

describe('a bodySchema', () => {
  it('takes what it says', () => {
    const body = { id: 1, lines: [{ sku: 'A', more: true }], note: null };
    assert.deepEqual(bodyOf(order, body), { body });
  });

  it('reports every failing field at once', () => {
    const body = { id: 0, lines: [{ sku: 'A' }, {}, { sku: 'a' }], note: 'abcd', x: 1 };
    assert.deepEqual((bodyOf(order, body) as string[]).toSorted(), [
      'request.body.id must be at least 1',
      'request.body.lines[1].sku is required',
      'request.body.lines[2].sku must match ^[A-Z]+$',
      'request.body.note must be at most 3 characters',
      'request.body.x is not allowed',
    ]);
  });

  it('is about the body itself', () => {
    assert.deepEqual(bodyOf({ type: 'array' }, {}), ['request.body must be an array']);
    assert.deepEqual(bodyOf({ type: 'object' }, null), ['request.body is required']);
    assert.deepEqual(bodyOf({ type: ['object', 'null'] }, null), { body: null });
    assert.deepEqual(bodyOf(true, [1]), { body: [1] });
    assert.deepEqual(bodyOf(false, 1), ['request.body is not allowed']);
  });

  it('says what an alternative wants', () => {
    const either = { anyOf: [{ type: 'string' }, { type: 'null' }, { minimum: 5 }] };
    assert.deepEqual(bodyOf({ properties: { a: either } }, { a: 1 }), [
      'request.body.a must be a string or must be null or must be at least 5',
    ]);
    const deep = { oneOf: [{ required: ['a'] }, { required: ['b'] }] };
    assert.deepEqual(bodyOf(deep, {}), ['request.body must match at least one alternative']);
    assert.deepEqual(bodyOf(deep, { a: 1, b: 1 }), ['request.body must match exactly one alternative, matches 2']);
  });

  it('treats null as a value, and fills in nothing', () => {
    const schema = { properties: { a: { type: 'string', default: 'x' } } };
    assert.deepEqual(bodyOf(schema, { a: null }), ['request.body.a must be a string']);
    assert.deepEqual(bodyOf(schema, {}), { body: {} });
  });

  it('is about a string where the body is text', () => {
    assert.deepEqual(checked({ type: 'text', bodySchema: { maxLength: 2 } }, { body: 'abc' }), [
      'request.body must be at most 2 characters',
    ]);
  });

  it('counts multiples as decimal numbers', () => {
    assert.deepEqual(bodyOf({ multipleOf: 0.1 }, 0.3), { body: 0.3 });
    assert.deepEqual(bodyOf({ multipleOf: 0.01 }, 1.005), ['request.body must be a multiple of 0.01']);
  });
});

describe('a bodySchema is refused when it is saved', () => {
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['that is no schema', { type: 'strin' }, /^\/request\/bodySchema\/type is no JSON Schema 2020-12/],
    [
      'with a wrong keyword within',
      { properties: { a: { minLength: -1 } } },
      /^\/request\/bodySchema\/properties\/a\/minLength/,
    ],
    ['that is a text', 'x', /^\/request\/bodySchema must be an object or true or false, got "x"/],
    [
      'with a remote $ref',
      { $ref: 'https://example.com/s.json' },
      /^\/request\/bodySchema\/\$ref https:\/\/example\.com\/s\.json leads to nothing/,
    ],
    [
      'with a relative remote $ref',
      { items: { $ref: 'other.json#/a' } },
      /^\/request\/bodySchema\/items\/\$ref other\.json#\/a leads to nothing/,
    ],
    ['with a file as $ref', { $ref: 'file:///etc/passwd' }, /leads to nothing/],
    ['with a $ref into nowhere', { $ref: '#/$defs/x' }, /#\/\$defs\/x leads to nothing/],
    ['with a remote $dynamicRef', { $dynamicRef: 'http://127.0.0.1/x#y' }, /leads to nothing/],
    [
      'of another dialect',
      { $schema: 'http://json-schema.org/draft-07/schema#' },
      /^\/request\/bodySchema\/\$schema the dialect/,
    ],
    [
      'with a pattern that is not linear',
      { properties: { a: { pattern: '(a)\\1' } } },
      /^\/request\/bodySchema\/properties\/a\/pattern .*linear-time/,
    ],
    [
      'with such a pattern of names',
      { patternProperties: { '(?=a)': {} } },
      /^\/request\/bodySchema\/patternProperties\/\(\?=a\) .*linear-time/,
    ],
    ['that refers to itself without end', { $ref: '#' }, /refers to itself without end/],
    [
      'that does so by a detour',
      { allOf: [{ $ref: '#/$defs/a' }], $defs: { a: { anyOf: [{ $ref: '#' }] } } },
      /without end/,
    ],
  ];
  for (const [name, schema, message] of cases) it(name, () => assert.match(errorsOf(schema)[0] ?? '', message));

  const keywords: readonly (readonly [object, string, string, string?])[] = [
    [{ requried: ['a'] }, '/requried', unknown('requried'), 'required'],
    [{ properties: { a: { minlength: 3 } } }, '/properties/a/minlength', unknown('minlength'), 'minLength'],
    [{ allOf: [{ propertys: {} }] }, '/allOf/0/propertys', unknown('propertys'), 'properties'],
    [{ $defs: { a: { items: { tpye: 'x' } } } }, '/$defs/a/items/tpye', unknown('tpye'), 'type'],
    [{ foo: { type: 'string' }, $ref: '#/foo' }, '/foo', unknown('foo')],
    [
      { properties: { a: { type: 'integer', nullable: true } } },
      '/properties/a/nullable',
      'nullable is OpenAPI 3.0\'s; JSON Schema 2020-12 has "type": ["integer","null"]',
      'type',
    ],
    [{ id: 'x' }, '/id', 'id is of draft-04; JSON Schema 2020-12 has $id', '$id'],
    [
      { dependencies: { a: ['b'] } },
      '/dependencies',
      'dependencies is of draft-07; JSON Schema 2020-12 has dependentRequired for names and dependentSchemas for schemas',
      'dependentRequired',
    ],
    [
      { additionalItems: false },
      '/additionalItems',
      'additionalItems is of draft-07; JSON Schema 2020-12 has items, beside prefixItems for the first elements',
      'items',
    ],
    [
      { items: [{ type: 'string' }] },
      '/items',
      'items as a list is of draft-07; JSON Schema 2020-12 has prefixItems, and items for the elements after it',
    ],
    [
      { minimum: 3, exclusiveMinimum: true },
      '/exclusiveMinimum',
      'exclusiveMinimum as true or false is of draft-04; JSON Schema 2020-12 has "exclusiveMinimum": 3',
    ],
    [
      { properties: { a: { required: true } } },
      '/properties/a/required',
      'required as true or false is of draft-03; JSON Schema 2020-12 has a list of names in the schema of the object',
    ],
    [{ example: 1 }, '/example', 'example is of OpenAPI; JSON Schema 2020-12 has examples, a list', 'examples'],
  ];
  for (const [schema, at, message, suggestion] of keywords) {
    it(`with a keyword that nothing heeds: ${JSON.stringify(schema)}`, () => {
      const rule = { request: { bodySchema: schema } };
      const own = suggestion === undefined ? {} : { suggestion };
      assert.deepEqual(checkRule({ name: 'a', method: 'POST', rule }).errors, [
        { severity: 'error', pointer: `/request/bodySchema${at}`, message, ...own },
      ]);
    });
  }

  it('but not for remarks, keywords of its own, names and values that look like keywords', () => {
    const remarks = { title: 'a', description: 'b', examples: [1], $comment: 'c', deprecated: true, readOnly: true };
    const content = { contentEncoding: 'base64', contentMediaType: 'text/plain', contentSchema: {}, writeOnly: true };
    const names = {
      properties: { requried: true, nullable: true },
      enum: [{ propertys: 1 }],
      default: { nullable: 1 },
    };
    assert.deepEqual(errorsOf({ ...remarks, ...content, ...names, 'x-own': { foo: 1 } }), []);
  });

  it('beside body', () => {
    const { errors } = checkRule({ name: 'a', method: 'POST', rule: { request: { body: {}, bodySchema: {} } } });
    assert.deepEqual(
      errors.map(({ pointer }) => pointer),
      ['/request/bodySchema'],
    );
  });

  it('but not for references within it, nor for the meta-schema', () => {
    const schema = {
      $id: 'https://a.example/root.json',
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      properties: {
        a: { $ref: 'leaf.json' },
        b: { $ref: '#/$defs/x' },
        c: { $ref: 'https://json-schema.org/draft/2020-12/schema' },
      },
      $defs: { leaf: { $id: 'leaf.json', type: 'string' }, x: { $anchor: 'x', type: 'integer' } },
    };
    assert.deepEqual(errorsOf(schema), []);
    assert.deepEqual(bodyOf(schema, { a: 1, b: 'x', c: { type: 1 } }), [
      'request.body.a must be a string',
      'request.body.b must be an integer',
      'request.body.c.type must be one of "array", "boolean", "integer", "null", "number", "object", "string" or must be an array',
    ]);
  });

  it('but definitions, which references still find, with a warning', () => {
    const bodySchema = { definitions: { a: { type: 'object' } }, $ref: '#/definitions/a' };
    const { errors, warnings } = checkRule({ name: 'a', method: 'POST', rule: { request: { bodySchema } } });
    assert.deepEqual(errors, []);
    assert.deepEqual(warnings, [
      {
        severity: 'warning',
        pointer: '/request/bodySchema/definitions',
        message: 'definitions is of draft-07; JSON Schema 2020-12 has $defs',
        suggestion: '$defs',
      },
    ]);
    assert.deepEqual(bodyOf(bodySchema, 1), ['request.body must be an object']);
  });

  it('but a format is only a remark, with a warning', () => {
    const { errors, warnings } = checkRule({
      name: 'a',
      method: 'POST',
      rule: { request: { bodySchema: { properties: { m: { format: 'email' } } } } },
    });
    assert.deepEqual(errors, []);
    assert.deepEqual(
      warnings.map(({ pointer }) => pointer),
      ['/request/bodySchema/properties/m/format'],
    );
    assert.deepEqual(bodyOf({ properties: { m: { format: 'email' } } }, { m: 'x' }), { body: { m: 'x' } });
  });
});

describe('a bodySchema takes bounded time', () => {
  it('where recursion would double its work with every level', () => {
    const twice = { items: { $ref: '#' } };
    const body = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as unknown;
    assert.deepEqual(bodyOf({ allOf: [twice, twice] }, body), ['request.body is too complex for its schema']);
  });

  it('where every element is to be unique', () => {
    const body = Array.from({ length: 100_000 }, (_, index) => ({ index }));
    assert.deepEqual(bodyOf({ uniqueItems: true }, body), { body });
    assert.deepEqual(bodyOf({ uniqueItems: true }, [...body, { index: 7 }]), [
      'request.body must not have two equal elements',
    ]);
  });
});

function unknown(keyword: string): string {
  return `the keyword ${keyword} is unknown to JSON Schema 2020-12; one of your own begins with x-`;
}
