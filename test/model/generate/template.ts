import fc from 'fast-check';
import type { Json } from '../../../src/json.ts';

/** Where outputs may go. Some lie within others: a layer takes those that do not clash. */
export const OUTPUT_NAMES = ['a', 'b', 'user', 'x.y', 'x.z', 'x', 'deep.one.two', 'deep.one', 'größe'] as const;

const MEMBERS = ['', '.code', '.msg', '.data', '.data.id', '.data.name', '.data.list', '.data.list[0]'];
const ODD_MEMBERS = ['.length', '.data.list.length', '[0]', '[1].id', '.constructor', '.__proto__', '.nope.deeper[2]'];

/** What the outputs, as far as they were set, may hold. */
const OUTPUT_PATHS = OUTPUT_NAMES.filter((name) => name !== 'größe').flatMap((name) =>
  [...MEMBERS, ...MEMBERS, ...ODD_MEMBERS].map((member) => name + member),
);

const REQUEST_PATHS = [
  'request.body',
  'request.body.phone',
  'request.body.count',
  'request.body.tags',
  'request.body.items[0].sku',
  'request.body.items[1].sku',
  'request.body.path',
  'request.body.nothing',
  'request.query.q',
  'request.query.many',
  'request.query.many[1]',
  'request.header.x-tenant',
  'request.header.X-Tenant',
  'request.params.id',
  'request.method',
  'request.path',
  'request.ip',
];

const OTHER_PATHS = [
  'trx',
  'logId',
  'var.REGION',
  'var.WITH-DASH',
  'response',
  'response.code',
  'never.set',
  'item',
  'item.id',
  'index',
  'item.value',
  'item.of',
  'line',
  'line.value.id',
  'line.code',
];

/** Of failures that were ignored. */
const FAILED_PATHS = ['1', '2'].flatMap((at) => [
  `failed.call${at}.code`,
  `failed.call${at}.msg`,
  `failed.call${at}.status`,
]);

/** A path into the context, written as in a placeholder, without braces. */
export const contextPath = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...OUTPUT_PATHS) },
  { weight: 2, arbitrary: fc.constantFrom(...REQUEST_PATHS) },
  { weight: 1, arbitrary: fc.constantFrom(...OTHER_PATHS) },
  { weight: 1, arbitrary: fc.constantFrom(...FAILED_PATHS) },
);

const secretPath = fc.constantFrom('secret.TOKEN', 'secret.PASSWORD');

/** A path that `input`, `header` and `url` may use. */
export const sendablePath = fc.oneof({ weight: 9, arbitrary: contextPath }, { weight: 1, arbitrary: secretPath });

/** A path into a component's own result. */
export const resultPath = fc.constantFrom(
  'code',
  'msg',
  'data',
  'data.id',
  'data.list',
  'data.list[0]',
  'data.list.length',
  'ok',
  'length',
  'nope.deeper',
  'constructor',
  '$status',
  '$header.x-page',
  '$header.X-Page',
  '$header.missing',
);

/** Texts that hold no placeholder, whatever they look like. */
const plainText = fc.constantFrom('', 'text', 'ü €', '{"a":1}', '{ a }', '{}', '{1}', 'a } b {', String.raw`\{a.b}`);

/** A text with one to three placeholders of `path`; often it is one, and then keeps the type. */
export function text(path: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: path.map((one) => `{${one}}`) },
    { weight: 1, arbitrary: plainText },
    { weight: 1, arbitrary: fc.tuple(plainText, path).map(([before, one]) => `${before}{${one}}`) },
    {
      weight: 1,
      arbitrary: fc.tuple(path, plainText, path).map(([one, between, other]) => `{${one}}${between}{${other}}`),
    },
  );
}

const KEYS = ['k', 'id', 'list', 'code', 'nested'];

/** A template that is an object. */
export function objectTemplate(path: fc.Arbitrary<string>): fc.Arbitrary<Record<string, Json>> {
  return fc.dictionary(fc.constantFrom(...KEYS), shallowTemplate(path), { maxKeys: 3 });
}

function shallowTemplate(path: fc.Arbitrary<string>): fc.Arbitrary<Json> {
  return fc.oneof(
    { weight: 6, arbitrary: text(path) },
    { weight: 1, arbitrary: fc.constantFrom<Json>(0, 1.5, -2, true, false, null, '7') },
    { weight: 1, arbitrary: fc.array(text(path), { maxLength: 2 }) },
  );
}

/** A template of any shape. */
export function template(path: fc.Arbitrary<string>): fc.Arbitrary<Json> {
  return fc.oneof(
    { weight: 3, arbitrary: shallowTemplate(path) },
    { weight: 2, arbitrary: objectTemplate(path) },
    {
      weight: 1,
      arbitrary: fc.record({ nested: objectTemplate(path), list: fc.array(objectTemplate(path), { maxLength: 2 }) }),
    },
  );
}
