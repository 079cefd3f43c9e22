import fc from 'fast-check';

/** A request as it is sent. */
export interface RandomRequest {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer | null;
}

const FORMATS = ['email', 'uri', 'uuid', 'date', 'date-time', 'ipv4', 'ipv6'];

/** All types, with every option. */
const fields = {
  int: { type: 'int', required: true, min: -5, max: 1000 },
  float: { type: 'float', enum: [0, 1.5, -2, 1e300] },
  text: { type: 'string', minLen: 1, maxLen: 20, pattern: '^[a-zé😀 ]*$', default: 'abc' },
  word: { type: 'string', enum: ['a', '', 'true'] },
  many: { type: 'string', pattern: '[ab]*a[ab]{30}[cd]' },
  steady: { type: 'string', pattern: '^(\\w+\\s?)*$' },
  bool: { type: 'bool', default: true },
  list: { type: 'slice', minLen: 0, maxLen: 50, items: { type: 'int' } },
  words: { type: 'slice', enum: ['a', 'b', 'true'] },
  any: { type: 'slice' },
  ...Object.fromEntries(FORMATS.map((format) => [format, { type: 'string', format }])),
};

const object = {
  type: 'object',
  attribute: {
    ...fields,
    int: { type: 'int' },
    lines: {
      type: 'slice',
      items: { type: 'object', attribute: { sku: { type: 'string', required: true }, n: { type: 'int', default: 1 } } },
    },
  },
};

const bodySchema = {
  $defs: {
    tree: {
      type: 'object',
      properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/tree' } } },
    },
  },
  type: 'object',
  required: ['int'],
  properties: {
    int: { type: 'integer', multipleOf: 3 },
    text: { type: 'string', pattern: '^[a-z]+$', maxLength: 30 },
    any: { type: 'array', uniqueItems: true, contains: { type: 'number' } },
    object: { $ref: '#/$defs/tree' },
    word: { oneOf: [{ const: 'a' }, { type: 'null' }, { type: 'string', minLength: 3 }] },
  },
  patternProperties: { '^x-[a-z]+$': { type: ['number', 'null'] }, '[ab]*a[ab]{30}[cd]': true },
  propertyNames: { maxLength: 200 },
  dependentRequired: { many: ['steady'] },
};

const header = {
  'X-Int': { type: 'int' },
  'X-List': { type: 'slice', items: { type: 'float' } },
  'X-Text': fields.text,
};
const query = { ...fields, int: { type: 'int', min: -5 }, object };
const params = { id: { type: 'int', min: 0 } };

export const rules = [
  { name: 'json/:id', request: { query, header, params, body: { ...fields, object } } },
  { name: 'schema/:id', request: { query, header, params, bodySchema } },
  { name: 'xml/:id', request: { type: 'xml', query, params, body: { ...fields, object } } },
  { name: 'form/:id', request: { type: 'form', query, params, body: { ...fields, object } } },
  { name: 'text/:id', request: { type: 'text', query, params } },
];

const letters = fc.constantFrom('a', 'b', 'c', 'é', '😀', ' ', '%', '\0', '\ud800', '"', '<', '&', '\n', '1', '-', '.');
const longText = fc
  .tuple(fc.constantFrom('a', 'ab', 'ba', '1', '(', '中', '\\'), fc.integer({ min: 1, max: 40_000 }))
  .map(([part, length]) => part.repeat(length / part.length + 1).slice(0, length));

/** What fits somewhere, and what is just beyond. */
const right = fc.constantFrom<unknown>(
  ...[0, 1, 5, -5, 1000, 999, 1.5, -2, 1e300, true, false, null, '', 'a', 'abc', 'true', 'a b', [1, 2], [], ['a', 'b']],
  ...['a@b.co', 'https://a.b/c', '123e4567-e89b-12d3-a456-426614174000', '2024-02-29', '2024-02-29T10:00:00Z'],
  ...['127.0.0.1', '::1', `${'a'.repeat(31)}c`, { int: 1, lines: [{ sku: 'a' }] }, [{ sku: 'a', n: 2 }]],
);
const wrong = fc.oneof(
  fc.constantFrom<unknown>(-6, 1001, 2 ** 53, -1e308, 0.1, '1', '2023-02-29', '256.1.1.1', 'TRUE', {}, [[]], [null]),
  fc.string({ unit: letters, maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.double(),
);
const deep = fc.integer({ min: 1, max: 1200 }).map((levels) => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 ? { children: [], a: value } : [value];
  return value;
});
const value = fc.oneof(
  { weight: 60, arbitrary: right },
  { weight: 10, arbitrary: wrong },
  { weight: 3, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: longText },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: fc.array(wrong, { maxLength: 200 }) },
);
/** By field, what is right for it in most places. */
const fitting = new Map<string, unknown>(
  Object.entries({
    int: 3,
    float: 1.5,
    text: 'abc',
    word: 'a',
    many: `${'a'.repeat(31)}c`,
    steady: 'a b',
    bool: false,
    list: [1, 2],
    words: ['a', 'b'],
    any: [1, 'x'],
    email: 'a@b.co',
    uri: 'https://a.b/c',
    uuid: '123e4567-e89b-12d3-a456-426614174000',
    date: '2024-02-29',
    'date-time': '2024-02-29T10:00:00Z',
    ipv4: '127.0.0.1',
    ipv6: '::1',
    object: { int: 1, lines: [{ sku: 'a' }] },
  }),
);
const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...fitting.keys()) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'x-a', '', 'lines', '@a', '#text') },
  { weight: 1, arbitrary: fc.string({ unit: letters, maxLength: 5 }) },
);
const member = fc
  .tuple(name, fc.option(value, { freq: 1, nil: undefined }))
  .map(([key, own]) => [key, own ?? fitting.get(key) ?? null] as const);
const members = fc.array(member, { maxLength: 12 }).map((all) => [['int', 3] as const, ...all]);

/** Own members only, `__proto__` among them. */
function objectOf(all: readonly (readonly [string, unknown])[]): unknown {
  return JSON.parse(`{${all.map(([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one)}`).join()}}`);
}

const asText = (one: unknown): string => (typeof one === 'string' ? one : JSON.stringify(one));
const safe = (text: string): string => encodeURIComponent(text.toWellFormed());

function formOf(all: readonly (readonly [string, unknown])[]): string {
  return all.map(([key, one]) => `${safe(key)}=${safe(asText(one))}`).join('&');
}

const xmlText = (text: string): string => text.replace(/[^\t\n\r -\ud7ff\u{10000}-\u{10ffff}]|[<&]/gu, '?');

function xmlOf(all: readonly (readonly [string, unknown])[]): string {
  const element = (key: string, one: unknown): string => {
    const tag = /^[A-Za-z_][\w.-]*$/.test(key) ? key : 'x';
    if (Array.isArray(one) && one.length > 0) return one.map((item) => element(tag, item)).join('');
    const inside =
      typeof one === 'object' && one !== null
        ? Object.entries(one)
            .map(([inner, item]) => element(inner, item))
            .join('')
        : xmlText(asText(one ?? ''));
    return `<${tag}>${inside}</${tag}>`;
  };
  return `<r>${all.map(([key, one]) => element(key, one)).join('')}</r>`;
}

/** Cut, bent, or other bytes altogether. */
function damaged(bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const cut = fc.tuple(bytes, fc.nat(), fc.nat(255)).map(([whole, at, byte]) => {
    const place = whole.length === 0 ? 0 : at % whole.length;
    const bent = Buffer.from(whole);
    if (byte % 2 && bent.length > 0) bent[place] = byte;
    return byte % 2 ? bent : whole.subarray(0, place);
  });
  const noise = fc.uint8Array({ maxLength: 300 }).map((all) => Buffer.from(all));
  return fc.oneof({ weight: 12, arbitrary: bytes }, { weight: 2, arbitrary: cut }, { weight: 1, arbitrary: noise });
}

const bodies: Readonly<Record<string, { readonly type: string; readonly bytes: fc.Arbitrary<Buffer> }>> = {
  json: { type: 'application/json', bytes: members.map((all) => Buffer.from(JSON.stringify(objectOf(all)))) },
  schema: { type: 'application/vnd.x+json', bytes: members.map((all) => Buffer.from(JSON.stringify(objectOf(all)))) },
  xml: { type: 'text/xml', bytes: members.map((all) => Buffer.from(xmlOf(all))) },
  form: { type: 'application/x-www-form-urlencoded', bytes: members.map((all) => Buffer.from(formOf(all))) },
  text: { type: 'text/plain', bytes: value.map((one) => Buffer.from(asText(one))) },
};

const urlNoise = fc.string({
  unit: fc.constantFrom('%', '%zz', '%ff', '%00', '&', '=', '+', 'a', '[]', 'int', '?'),
  maxLength: 10,
});
const queries = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 6, arbitrary: fc.array(member, { maxLength: 6 }).map(formOf) },
  { weight: 2, arbitrary: urlNoise },
);
const ids = fc.oneof(
  { weight: 12, arbitrary: fc.nat(1000).map(String) },
  { weight: 1, arbitrary: fc.string({ unit: letters, minLength: 1, maxLength: 5 }).map(safe) },
);
const ofHeaders = fc.oneof({ weight: 5, arbitrary: right }, { weight: 1, arbitrary: wrong }).map((one) =>
  asText(one)
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 500),
);
const headers = fc.dictionary(fc.constantFrom('x-int', 'X-List', 'x-text', 'x-other'), ofHeaders, { maxKeys: 1 });

/** Requests that the rules' content types allow: right, wrong in part, and noise. */
export const randomRequests: fc.Arbitrary<RandomRequest> = fc.constantFrom(...Object.keys(bodies)).chain((kind) => {
  const { type, bytes } = bodies[kind] ?? { type: '', bytes: fc.constant(Buffer.alloc(0)) };
  return fc.tuple(ids, queries, headers, fc.option(damaged(bytes), { freq: 20 })).map(([id, search, more, body]) => ({
    // A server takes no longer request line and headers than 16 KiB.
    path: `/ps/${kind}/${id}?${search.slice(0, 8000).replace(/%.?$/, '')}`,
    headers: { ...more, 'content-type': type },
    body,
  }));
});
