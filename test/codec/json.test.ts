import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CodecError } from '../../src/codec/codec-error.ts';
import { decodeBody } from '../../src/codec/decode.ts';
import { encodeBody } from '../../src/codec/encode.ts';
import { refuseDuplicates } from '../../src/codec/json.ts';
import { longNumbers } from '../fixture/long-numbers.ts';

const decode = (text: string | Buffer, contentType?: string): unknown =>
  decodeBody('json', Buffer.from(text as string), contentType);

describe('json', () => {
  it('comes back as it was sent', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { body, contentType } = encodeBody('json', value as never, { xmlName: 'xml' });
        assert.equal(contentType, 'application/json');
        assert.deepEqual(decode(body), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('keeps the digits of its numbers, byte for byte', () => {
    const member = fc.record({ n: longNumbers, text: fc.string(), short: fc.nat() });
    fc.assert(
      fc.property(fc.array(member), (members) => {
        const parts = members.map(
          ({ n, text, short }) => `{"n":[${n}],${JSON.stringify(`t${text}`)}:${n},"short":${short}}`,
        );
        const sent = `[${parts.join()}]`;
        assert.equal(encodeBody('json', decode(sent) as never, { xmlName: 'xml' }).body, sent);
      }),
    );
  });

  it('replaces half a surrogate pair, and nothing else', () => {
    const units = fc.array(fc.integer({ min: 0xd700, max: 0xe0ff }));
    fc.assert(
      fc.property(units, (codes) => {
        const text = String.fromCharCode(...codes);
        const escaped = codes.map((code) => `\\u${code.toString(16)}`).join('');
        assert.equal(decode(`"${escaped}"`), text.toWellFormed());
        assert.deepEqual(decode(JSON.stringify({ [text]: text })), { [text.toWellFormed()]: text.toWellFormed() });
        assert.equal(decode(JSON.stringify(escaped)), escaped);
      }),
    );
  });

  it('is null where there is no body', () => assert.equal(decode(''), null));

  it('may start with a byte order mark', () => assert.deepEqual(decode('\ufeff{"a":1}'), { a: 1 }));

  for (const charset of [
    'utf8',
    'utf8mb4',
    'undefined',
    "'utf-8'",
    '"UTF-8"',
    'binary',
    'latin1',
    'gbk',
    'klingon',
    '',
  ]) {
    it(`is UTF-8 whatever is named: ${charset}`, () => {
      assert.equal(decode('"é中😀"', `application/json; charset=${charset}`), 'é中😀');
      assert.equal(decode('\ufeff"é"', `application/json; charset=${charset}`), 'é');
    });
  }

  it('is read in a known charset that is named, where it is no UTF-8', () => {
    assert.equal(decode(Buffer.from('"é"', 'latin1'), 'application/json; charset="ISO-8859-1"'), 'é');
    assert.equal(decode(Buffer.from('"é"', 'utf16le'), 'application/json;charset=utf-16le'), 'é');
    assert.equal(decode(Buffer.from('"e"', 'utf16le'), 'application/json;charset=utf-16'), 'e');
    assert.equal(decode(Buffer.from([0x22, 0xd6, 0xd0, 0x22]), 'application/json; charset=gbk'), '中');
  });

  it('keeps __proto__ a harmless own key', () => {
    const value = decode('{"__proto__":{"polluted":true},"constructor":1}') as Record<string, unknown>;
    assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });

  it('may nest 1,000 levels, and not one more', async () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    decode(nested(1000));
    decode(`{"a":"${'['.repeat(5000)}"}`);
    decode(`["\\"${'['.repeat(5000)}"]`);
    decode(`[${'[],'.repeat(5000)}[]]`);
    for (const text of [nested(1001), nested(100_000), '{"a":'.repeat(100_000), '['.repeat(5_000_000)]) {
      // eslint-disable-next-line @typescript-eslint/require-await -- a short text is refused at once
      await assert.rejects(async () => decode(text), { name: 'CodecError', message: /deeper than 1000/ });
    }
  });

  const malformed: [string, string][] = [
    ['{', 'ends too early, expected a name or }'],
    ['[1,', 'ends too early, expected a value'],
    ['{"a":}', 'line 1, column 6: expected a value, found "}"'],
    ['{\n "a": 1,\n}', 'line 3, column 1: expected a name, found "}"'],
    ['[1 2]', 'line 1, column 4: expected , or ], found "2"'],
    ['{"a" 1}', 'line 1, column 6: expected :, found "1"'],
    ['[1]x', 'line 1, column 4: expected the end, found "x"'],
    ['<html>secret</html>', 'line 1, column 1: expected a value, found "<"'],
    ['{"a":"b\nc"}', 'line 1, column 8: expected the rest of a string, found "\\n"'],
    ['"\\x"', 'line 1, column 2: expected the rest of a string, found "\\\\"'],
    ['"abc', 'ends too early, expected the rest of a string'],
    ['01', 'line 1, column 1: expected a value, found "0"'],
    ['nul', 'line 1, column 1: expected a value, found "n"'],
    ['NaN', 'line 1, column 1: expected a value, found "N"'],
    [' \n ', 'ends too early, expected a value'],
    ['[1}', 'line 1, column 3: expected , or ], found "}"'],
    ['{"a":1]', 'line 1, column 7: expected , or }, found "]"'],
    ['{1:2}', 'line 1, column 2: expected a name or }, found "1"'],
    ["{'a':1}", 'line 1, column 2: expected a name or }, found "\'"'],
  ];
  for (const [text, says] of malformed) {
    it(`says where it is broken: ${JSON.stringify(text)}`, () => {
      assert.throws(() => decode(text), {
        name: 'CodecError',
        message: `is no JSON: ${says}`.replace(': ends', ': it ends'),
      });
    });
  }

  it('always says where it is broken, and quotes no more than a character', () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(broken, ([json, at, junk]) => {
        const text = json.slice(0, at % (json.length + 1)) + junk;
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (valid || text === '') return;
        assert.throws(
          () => decode(text),
          (error) => error instanceof CodecError && /too early|column \d+: .* found ".{1,12}"$/.test(error.message),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('says where a key stands twice', () => {
    const found = (text: string): string | undefined => {
      try {
        refuseDuplicates(text);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    };
    assert.equal(found('{"a":1,\n"a":2}'), 'has the key "a" twice in one object (line 2, column 1)');
    assert.equal(found('[{"a":{"b":[],"\\u0062":0}}]'), 'has the key "b" twice in one object (line 1, column 15)');
    for (const text of ['[]', '"a"', '{"a":"a","b":["a","a"],"c":{"a":"\\"a\\":"},"":{"":1}}', '[{"a":1},{"a":2}]'])
      assert.equal(found(text), undefined);
  });

  it('is searched for the error in linear time and constant stack', async () => {
    for (const text of [`"${'\\n'.repeat(1e6)}`, `"${'a'.repeat(1e6)}`, `[${'1,'.repeat(1e6)}`]) {
      // eslint-disable-next-line @typescript-eslint/require-await -- a short text is refused at once
      await assert.rejects(async () => decode(text), CodecError);
    }
  });

  it('is an error where it is not UTF-8, with the byte', () => {
    assert.throws(() => decode(Buffer.from('"caf\xe9"', 'latin1')), {
      name: 'CodecError',
      message: /UTF-8 \(at byte 4\)/,
    });
    const cut = Buffer.from('"\ufffd中').subarray(0, -1);
    assert.throws(() => decode(cut), { message: /UTF-8 \(at byte 4\)/ });
  });

  it('is an error where it is not UTF-8, and the charset is not known', () => {
    const bytes = Buffer.from('"é"', 'latin1');
    assert.throws(() => decode(bytes, 'application/json; charset=klingon'), { name: 'CodecError', message: /UTF-8/ });
  });
});
