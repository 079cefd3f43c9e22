import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiUnderTest, type ApiUnderTest } from './api-under-test.ts';

type Test = Parameters<typeof apiUnderTest>[0];

/** A service that answers with these bytes. */
function answering(
  t: Test,
  contentType: string | undefined,
  body: string | Buffer,
  status = 200,
): Promise<ApiUnderTest> {
  const headers = contentType === undefined ? {} : { 'content-type': contentType };
  return apiUnderTest(t, (_, response) => void response.writeHead(status, headers).end(body));
}

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff]);
const utf16be = Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('hé', 'utf16le').swap16()]);

describe('an answer without responseType is read by its Content-Type', () => {
  for (const [contentType, body, expected] of [
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/problem+json; charset=utf-8', '{"a":1}', { a: 1 }],
    ['text/json', '[1]', [1]],
    ['application/xml', '<r><a>1</a></r>', { a: '1' }],
    [
      'text/xml; charset=gbk',
      Buffer.from([...Buffer.from('<r><a>'), 0xc4, 0xe3, ...Buffer.from('</a></r>')]),
      { a: '你' },
    ],
    ['application/atom+xml', '<r><a>1</a></r>', { a: '1' }],
    ['application/x-www-form-urlencoded', 'a=1&a=2&b=x+y', { a: ['1', '2'], b: 'x y' }],
    ['text/plain', '{"a":1}', '{"a":1}'],
    ['text/html; charset=ISO-8859-1', Buffer.from('é', 'latin1'), 'é'],
    ['text/csv; charset=UTF-16', utf16be, 'hé'],
    ['text/plain; charset=utf-16le', Buffer.from('hé', 'utf16le'), 'hé'],
    ['text/plain; charset=Shift_JIS', Buffer.from([0x82, 0xa0]), 'あ'],
    ['text/plain; charset=euc-kr', Buffer.from([0xb0, 0xa1]), '가'],
    ['text/plain; charset=big5', Buffer.from([0xa4, 0xa4]), '中'],
    ['image/png', png, { contentType: 'image/png', size: 6, base64: png.toString('base64') }],
    ['application/yaml', 'a: 1', { contentType: 'application/yaml', size: 4, base64: 'YTogMQ==' }],
    [undefined, '{"a":1}', { a: 1 }],
    [undefined, 'a: 1', 'a: 1'],
    [undefined, png, { contentType: null, size: 6, base64: png.toString('base64') }],
    ['', '[1]', [1]],
    ['application/json', '', null],
    ['image/png', '', null],
    [undefined, '', null],
  ] as const) {
    it(`${contentType ?? 'none'}: ${JSON.stringify(expected)}`, async (t) => {
      assert.deepEqual((await (await answering(t, contentType, body)).call({})).body, expected);
    });
  }

  it('which takes anything, and JSON first', async (t) => {
    const api = await answering(t, undefined, '{}');
    await api.call({});
    assert.equal(api.received[0]?.headers.accept, 'application/json, */*;q=0.5');
  });

  it('and is 110006 where it is not what that says, or in a charset that is not known', async (t) => {
    for (const [contentType, body] of [
      ['application/json', '{'],
      ['application/xml', '{}'],
      ['text/plain; charset=klingon', 'a'],
    ] as const) {
      assert.equal((await (await answering(t, contentType, body)).failure({})).code, '110006');
    }
  });

  it('and is its text where it does not parse and its status is outside of 200..299', async (t) => {
    const api = await answering(t, 'application/json', '<h1>busy</h1>', 503);
    assert.equal((await api.call({})).body, '<h1>busy</h1>');
  });

  it('may have lists where it is XML', async (t) => {
    const api = await answering(t, 'text/xml', '<r><a>1</a></r>');
    assert.deepEqual((await api.call({ lists: ['a'] })).body, { a: ['1'] });
  });
});

describe('the responseType of an api component', () => {
  it('yaml is YAML 1.2, with anchors and merges', async (t) => {
    const api = await answering(t, 'text/plain', 'base: &b {x: 1, y: no}\nmore:\n  <<: *b\n  x: 0o17\n');
    assert.deepEqual((await api.call({ responseType: 'yaml' })).body, {
      base: { x: 1, y: 'no' },
      more: { x: 15, y: 'no' },
    });
    assert.match(String(api.received[0]?.headers.accept), /^application\/yaml/);
  });

  it('yaml refuses aliases that grow past the limit, and other tags: 110006', async (t) => {
    const levels = Array.from(
      { length: 12 },
      (_, at) =>
        `l${at}: &l${at} [${Array(10)
          .fill(at === 0 ? 'lol' : `*l${at - 1}`)
          .join(',')}]`,
    );
    for (const body of [levels.join('\n'), 'a: !!binary aGk=', '{', 'a: !x 1']) {
      assert.equal((await (await answering(t, undefined, body)).failure({ responseType: 'yaml' })).code, '110006');
    }
  });

  it('form is an object of texts', async (t) => {
    const api = await answering(t, 'text/plain', 'a=1&b=x%20y');
    assert.deepEqual((await api.call({ responseType: 'form' })).body, { a: '1', b: 'x y' });
  });

  it('raw is the bytes, of any type and of none', async (t) => {
    const api = await answering(t, 'application/json', '{}');
    assert.deepEqual((await api.call({ responseType: 'raw' })).body, {
      contentType: 'application/json',
      size: 2,
      base64: 'e30=',
    });
    const empty = await answering(t, undefined, '', 204);
    assert.deepEqual((await empty.call({ responseType: 'raw' })).body, { contentType: null, size: 0, base64: '' });
  });
});
