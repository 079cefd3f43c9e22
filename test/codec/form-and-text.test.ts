import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { accepts } from '../../src/codec/content-type.ts';
import { decodeBody } from '../../src/codec/decode.ts';
import { encodeBody, encodeQuery } from '../../src/codec/encode.ts';
import type { Json } from '../../src/json.ts';

const form = (text: string): Json => decodeBody('form', Buffer.from(text)) as Json;
const options = { xmlName: 'xml' };

describe('a form', () => {
  it('makes repeated names arrays, and keeps values text', () => {
    assert.deepEqual(form('a=1&b=x+y&a=2&c&a=%E4%B8%AD&=e'), { a: ['1', '2', '中'], b: 'x y', c: '', '': 'e' });
  });

  it('keeps __proto__ a harmless own key', () => {
    const value = form('__proto__=1&__proto__=2') as Record<string, unknown>;
    assert.deepEqual(Object.entries(value), [['__proto__', ['1', '2']]]);
  });

  it('is null where there is no body', () => assert.equal(form(''), null));

  it('is sent with arrays as repeated names, objects as JSON, and without nulls', () => {
    const value = { a: [1, 'x y', null, { b: 1 }], c: { d: ['&'] }, e: null, f: true, g: '', h: [] };
    assert.equal(encodeQuery(value), 'a=1&a=x%20y&a=%7B%22b%22%3A1%7D&c=%7B%22d%22%3A%5B%22%26%22%5D%7D&f=true&g=');
    const { body, contentType } = encodeBody('form', value, options);
    assert.equal(body, encodeQuery(value).replaceAll('%20', '+'));
    assert.equal(contentType, 'application/x-www-form-urlencoded');
    assert.equal(encodeQuery({ a: undefined }), '');
  });

  it('may be given encoded, or as null', () => {
    assert.equal(encodeBody('form', 'a=1&b=2', options).body, 'a=1&b=2');
    assert.equal(encodeBody('form', null, options).body, '');
  });

  for (const value of [[1], 7, true]) {
    it(`cannot be ${JSON.stringify(value)}`, () => {
      assert.throws(() => encodeBody('form', value, options), { name: 'CodecError', message: /object/ });
    });
  }

  it('comes back as it was sent', () => {
    const text = fc.string({ unit: 'grapheme' });
    const value = fc.dictionary(text, fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 4 })), { minKeys: 1 });
    fc.assert(
      fc.property(value, (fields) => {
        assert.deepEqual(Object.entries(form(encodeQuery(fields)) as object), Object.entries(fields));
      }),
    );
  });
});

describe('text', () => {
  it('is read as a string', () => assert.equal(decodeBody('text', Buffer.from('{"a": 1}\n')), '{"a": 1}\n'));

  it('is read in its charset, and refused where it is not in it', async () => {
    assert.equal(decodeBody('text', Buffer.from([0xe9]), 'text/plain; charset=latin1'), 'é');
    assert.throws(() => decodeBody('text', Buffer.from([0xe9])), { name: 'CodecError', message: /at byte 0/ });
    await assert.rejects(async () => decodeBody('text', Buffer.from([0x81, 0x20]), 'text/plain; charset=shift_jis'), {
      name: 'CodecError',
    });
  });

  it('is sent as it is; what is no string as JSON, null as nothing', () => {
    assert.deepEqual(encodeBody('text', 'é', options), { body: 'é', contentType: 'text/plain; charset=utf-8' });
    assert.equal(encodeBody('text', { a: [1] }, options).body, '{"a":[1]}');
    assert.equal(encodeBody('text', 7, options).body, '7');
    assert.equal(encodeBody('text', null, options).body, '');
  });
});

describe('a content type', () => {
  const cases: [string, string[], string[]][] = [
    [
      'json',
      [
        'application/json',
        'Application/JSON; charset=utf-8',
        'application/problem+json',
        'application/vnd.a.v1+json ;x=y',
      ],
      [
        'text/json',
        'text/plain',
        'application/jsonp',
        'application/json+x',
        '+json',
        '',
        'application/x-www-form-urlencoded',
      ],
    ],
    [
      'xml',
      ['application/xml', 'text/xml;charset=gbk', 'application/soap+xml', 'image/svg+xml'],
      ['application/json', 'text/html', '+xml', 'xml'],
    ],
    [
      'form',
      ['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=UTF-8'],
      ['multipart/form-data', ''],
    ],
    ['text', ['text/plain', 'application/json', 'image/png', 'anything'], []],
  ];
  for (const [type, yes, no] of cases) {
    it(`of ${type} is one of its list`, () => {
      for (const contentType of yes) assert.ok(accepts(type as 'json', contentType), contentType);
      for (const contentType of no) assert.ok(!accepts(type as 'json', contentType), contentType);
    });
  }
});
