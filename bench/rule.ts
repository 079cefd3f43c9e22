/** What rules cost: compiling one, checking a request, one template, one condition. `node bench/rule.ts`. */
import { compileRule } from '../src/rule/compile.ts';
import { compileCondition } from '../src/rule/condition/condition.ts';
import { createDiagnostics } from '../src/rule/diagnostics.ts';
import { contextSyntax } from '../src/rule/placeholder.ts';
import { compileTemplate } from '../src/rule/template.ts';
import { compileUrl } from '../src/rule/url-template.ts';
import type { Json, JsonObject } from '../src/json.ts';

const rule: JsonObject = {
  suspend: true,
  request: {
    query: { page: { type: 'int', default: 1, min: 1 } },
    body: {
      phone: { type: 'string', required: true, pattern: '^1\\d{10}$' },
      name: { type: 'string', maxLen: 20 },
      items: {
        type: 'slice',
        minLen: 1,
        items: {
          type: 'object',
          attribute: { sku: { type: 'string', required: true }, n: { type: 'int', default: 1 } },
        },
      },
    },
  },
  components: [
    [
      {
        name: 'user',
        type: 'api',
        method: 'POST',
        url: '{var.SELF}/user',
        outputName: 'user',
        input: '{request.body}',
      },
    ],
    [
      {
        name: 'coupon',
        type: 'api',
        url: '{var.SELF}/coupon/{user.id}',
        condition: '{user.id} > 0',
        outputName: 'coupon',
      },
      {
        name: 'sms',
        type: 'script',
        url: 'demo/sms',
        input: { phone: '{request.body.phone}', text: 'Hi {user.name}' },
      },
    ],
  ],
  response: { body: { id: '{user.id}', coupon: '{coupon.code}' } },
};
const schema: JsonObject = {
  type: 'object',
  required: ['phone'],
  properties: {
    phone: { type: 'string', pattern: '^1\\d{10}$' },
    items: { type: 'array', items: { $ref: '#/$defs/item' } },
  },
  $defs: { item: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' } } } },
};

const body: Json = { phone: '13800000000', name: 'Bo', items: [{ sku: 'a' }, { sku: 'b', n: 2 }] };
const request = {
  method: 'POST',
  path: '/ps/x',
  params: {},
  query: { page: '2' },
  header: { a: 'b' },
  body,
  ip: '::1',
};
const scope = { request: { body }, user: { id: 7, name: 'Bo', tags: ['vip'] }, var: { SELF: 'http://127.0.0.1:3000' } };

const documentOf = (inner: JsonObject) => ({ name: 'bench', method: 'POST', rule: inner });
const compiled = compileRule(documentOf(rule), 'V1');
const withSchema = compileRule(documentOf({ request: { bodySchema: schema } }), 'V1');
const template = (json: Json) => compileTemplate(json, '', contextSyntax, createDiagnostics());
const [value, text, object] = [
  template('{user.id}'),
  template('Hello {user.name}, {user.id}'),
  template({ a: '{user.id}', b: { c: 'x{user.name}', d: [1, 2] } }),
];
const url = compileUrl('{var.SELF}/coupon/{user.id}?name={user.name}', '', createDiagnostics());
const condition = compileCondition(
  "{request.body.phone} != '0000' && {user.tags}.includes('vip')",
  '',
  contextSyntax,
  createDiagnostics(),
);

measure('compile a rule', 200, () => compileRule(documentOf(rule), 'V1'));
measure('compile a bodySchema', 50, () => compileRule(documentOf({ request: { bodySchema: schema } }), 'V1'));
measure('check a request by field rules', 50_000, () => compiled.check(request));
measure('check a request by a bodySchema', 50_000, () => withSchema.check(request));
measure('template: one placeholder', 500_000, () => value.evaluate(scope));
measure('template: a text', 500_000, () => text.evaluate(scope));
measure('template: an object', 500_000, () => object.evaluate(scope));
measure('template: a URL', 500_000, () => url.evaluate(scope));
measure('condition', 500_000, () => condition.evaluate(scope));

function measure(name: string, times: number, run: () => unknown): void {
  for (let i = 0; i < times / 5; i++) run();
  const start = performance.now();
  for (let i = 0; i < times; i++) run();
  const microseconds = ((performance.now() - start) / times) * 1000;
  console.log(`${name.padEnd(34)} ${microseconds.toFixed(2).padStart(10)} µs`);
}
