import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../src/json.ts';
import { numberFromJson } from '../../src/long-number.ts';
import { createRedactor } from '../../src/observe/redactor.ts';

const SECRET = 's3cr3t/+ valü"e\n?';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('redaction', () => {
  const { text, json } = createRedactor(() => ({
    KEY: SECRET,
    LONGER: `${SECRET}-and-more`,
    PIN: '80412',
    LONG: '7615917337495251231',
    TINY: 'ab',
  }));

  for (const [how, shown] of [
    ['plain', SECRET],
    ['in a JSON text', JSON.stringify(SECRET).slice(1, -1)],
    ['base64', base64(SECRET)],
    ['base64url', Buffer.from(SECRET).toString('base64url')],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['URL-encoded in lower case', encodeURIComponent(SECRET).toLowerCase()],
    ['form-encoded', new URLSearchParams({ a: SECRET }).toString().slice(2)],
    ['base64, URL-encoded', encodeURIComponent(base64(SECRET))],
  ] as const) {
    it(`masks a secret that is ${how}`, () => {
      assert.equal(text(`before ${shown} after`), 'before ***KEY*** after');
      assert.equal(text(shown), '***KEY***');
    });
  }

  for (const before of ['', 'u', 'us', 'user:']) {
    it(`masks a secret inside base64, after ${before.length} bytes`, () => {
      const masked = text(`Basic ${base64(`${before}${SECRET} and more`)}`);
      assert.match(masked, /^Basic .{0,8}\*\*\*KEY\*\*\*/);
    });
  }

  it('masks a percent-encoded secret beside bytes that are no text', () => {
    assert.equal(text(`%ff${encodeURIComponent(SECRET)}%C3`), '%ff***KEY***%C3');
  });

  it('masks the longer of two secrets that begin alike', () => {
    assert.equal(text(`${SECRET}-and-more`), '***LONGER***');
  });

  it('masks a very short secret only where it is the whole string', () => {
    assert.equal(text('ab'), '***TINY***');
    assert.equal(text('about'), 'about');
  });

  it('masks strings and keys in any depth, and numbers that are a secret', () => {
    assert.deepEqual(json({ a: [{ b: `x${SECRET}` }], [SECRET]: 1, pin: 80412, other: 804123 }), {
      a: [{ b: 'x***KEY***' }],
      '***KEY***': 1,
      pin: '***PIN***',
      other: 804123,
    });
  });

  it('masks a number of many digits that is a secret, and not another one of the same double', () => {
    const [own, other] = ['7615917337495251231', '7615917337495251232'].map(numberFromJson);
    assert.equal(JSON.stringify(json([own, other] as Json)), '["***LONG***",7615917337495251232]');
  });

  it('masks the credential headers, whatever their value and spelling', () => {
    const header = {
      Authorization: 'Bearer x',
      cookie: 'a=b',
      'set-cookie': ['a', 'b'],
      'proxy-authorization': 'c',
      'X-Api-Key': 'd',
      accept: 'text/plain',
    };
    assert.deepEqual(json({ request: { header } }), {
      request: {
        header: {
          Authorization: '***',
          cookie: '***',
          'set-cookie': '***',
          'proxy-authorization': '***',
          'X-Api-Key': '***',
          accept: 'text/plain',
        },
      },
    });
  });

  it('gives back the same value where there is nothing to mask', () => {
    const value: Json = { a: [1, 'b', null, { c: true }] };
    assert.equal(json(value), value);
  });

  it('cuts what is nested deeper than any stack is', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as Json;
    assert.match(JSON.stringify(json({ body: deep })), /nested too deep/);
  });

  it('follows the secrets as they change', () => {
    let secrets: Record<string, string> = { A: 'first-value' };
    const redactor = createRedactor(() => secrets);
    assert.equal(redactor.text('first-value'), '***A***');
    secrets = { A: 'second-value' };
    assert.equal(redactor.text('first-value second-value'), 'first-value ***A***');
  });

  it('finds any secret in any text, however it is encoded', () => {
    const encodings = [
      (value: string) => value,
      (value: string) => base64(value),
      (value: string) => Buffer.from(value).toString('base64url'),
      (value: string) => encodeURIComponent(value),
      (value: string) => JSON.stringify(value).slice(1, -1),
    ];
    const wellFormed = (value: string): boolean => value.isWellFormed();
    fc.assert(
      fc.property(
        fc.string({ minLength: 5, unit: 'grapheme' }).filter(wellFormed),
        fc.constantFrom(...encodings),
        fc.string(),
        (secret, encode, around) => {
          const masked = createRedactor(() => ({ S: secret })).text(`${around} ${encode(secret)} ${around}`);
          assert.ok(masked.includes('***S***'), masked);
        },
      ),
    );
  });

  it('says of JSON text that it is clean only where nothing of its value is masked', () => {
    const secrets = fc.dictionary(fc.constantFrom('A', 'B'), fc.oneof(secretValue(), fc.integer().map(String)));
    const shown = [(text: string) => text, base64, encodeURIComponent, (text: string) => JSON.stringify(text)];
    fc.assert(
      fc.property(secrets, fc.jsonValue(), fc.constantFrom(...shown), fc.boolean(), (known, other, show, isNumber) => {
        const redactor = createRedactor(() => known);
        const [value = 'none'] = Object.values(known);
        const inside = isNumber && /^-?\d+$/.test(value) ? Number(value) : `x${show(value)}`;
        for (const json of [other, inside, value, { [`k${value}`]: other }, { a: [other, { b: inside }] }] as Json[])
          if (redactor.isClean(JSON.stringify(json))) assert.deepEqual(redactor.json(json), json);
      }),
    );
  });

  it('knows that JSON text is clean, with secrets or without, unless a credential header is shown', () => {
    const log = { header: { authorization: '***', Cookie: null, host: 'a' }, body: ['text', 12345] };
    for (const secrets of [{}, { A: 'a secret' }]) {
      const { isClean } = createRedactor(() => secrets);
      assert.equal(isClean(JSON.stringify(log)), true);
      assert.equal(isClean(JSON.stringify({ 'Set-Cookie': 'a' })), false);
    }
    assert.equal(createRedactor(() => ({ A: 'a secret' })).isClean('["a secret"]'), false);
  });
});

function secretValue(): fc.Arbitrary<string> {
  return fc.string({ minLength: 1, unit: 'grapheme' }).filter((value) => value.isWellFormed());
}
