import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CodecError } from '../../src/codec/codec-error.ts';
import { decodeBody } from '../../src/codec/decode.ts';

/** A body so long is decoded in slices. */
const LARGE = 140_000;

/** Bytes of any kind, those of a charset in the majority. */
const BYTES: Readonly<Record<string, fc.Arbitrary<Buffer>>> = {
  'utf-8': text((characters) => Buffer.from(characters)),
  'utf-16le': text((characters) => Buffer.from(characters, 'utf16le')),
  'utf-16be': text((characters) => Buffer.from(characters, 'utf16le').swap16()),
  latin1: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  gbk: pairs([[0x81, 0xfe]], 0x40, 0xfe),
};

/** What Node and the standard have in common of the others. */
const COMMON: Readonly<Record<string, fc.Arbitrary<Buffer>>> = {
  'shift_jis': pairs([[0x89, 0x97], [0xe0, 0xea]], 0x40, 0xfc), // prettier-ignore
  'euc-kr': pairs([[0xb0, 0xc5], [0xca, 0xfd]], 0xa1, 0xfe), // prettier-ignore
  'big5': pairs([[0xa4, 0xc5], [0xc9, 0xf8]], 0x40, 0xfe), // prettier-ignore
};

describe('the text of a body is what Node.js decodes, or is refused where it refuses', () => {
  for (const [charset, bytes] of Object.entries(BYTES)) {
    it(charset, async () => {
      const odd = fc.uint8Array({ maxLength: 6 }).map((some) => Buffer.from(some));
      await agrees(charset, fc.array(fc.oneof({ weight: 5, arbitrary: bytes }, odd), { maxLength: 4 }));
    });
  }

  for (const [charset, bytes] of Object.entries(COMMON)) {
    it(`${charset}, of what both know`, async () => {
      const known = bytes.filter((some) => !new TextDecoder(charset).decode(some).includes('\ufffd'));
      await agrees(charset, fc.array(known, { maxLength: 4 }));
    });
  }
});

describe('the text of a body is what the standard says, where Node.js has other tables', () => {
  for (const [charset, hex, expected] of [
    ['euc-kr', '8c63', '똠'],
    ['ks_c_5601-1987', 'b0a1c8fe', '가힝'],
    ['big5', '8745', '𧉧'],
    ['shift_jis', '8740fa40', '①ⅰ'],
    ['shift_jis', '1a1c7f', '\x1a\x1c\x7f'],
    ['euc-jp', 'a4a2ada1', 'あ①'],
  ] as const) {
    it(`${charset}: ${hex}`, async () => {
      assert.equal(await read(Buffer.from(hex, 'hex'), charset), expected);
    });
  }

  it('and is refused where it knows none', async () => {
    for (const [charset, hex] of [
      ['euc-kr', '80'],
      ['big5', 'ff'],
      ['shift_jis', '8100'],
      ['euc-kr', 'b0'],
    ] as const)
      // prettier-ignore
      assert.equal(await read(Buffer.from(hex, 'hex'), charset), undefined, charset);
  });
});

/** @param bytes pieces, one behind the other; also behind so many others that they are decoded in slices. */
async function agrees(charset: string, bytes: fc.Arbitrary<Buffer[]>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(bytes, async (pieces) => {
      const body = Buffer.concat(pieces);
      assert.equal(await read(body, charset), nodes(body, charset), body.toString('hex'));
    }),
    { numRuns: 100 },
  );
  const unit = new TextDecoder(charset).encoding.startsWith('utf-16') ? 2 : 1;
  await fc.assert(
    fc.asyncProperty(bytes, fc.nat(8), async (pieces, before) => {
      const long = Buffer.alloc(LARGE - before * unit, charset === 'utf-16be' ? '\0x' : unit === 2 ? 'x\0' : 'x');
      const body = Buffer.concat([long.subarray(0, 16_384 - before * unit), ...pieces, long]);
      assert.equal(await read(body, charset), nodes(body, charset));
    }),
    { numRuns: 6 },
  );
}

/** Undefined: it is refused. */
async function read(body: Buffer, charset: string): Promise<unknown> {
  if (body.length === 0) return '';
  try {
    return await decodeBody('text', body, `text/plain; charset="${charset}"`);
  } catch (error) {
    assert.ok(error instanceof CodecError);
    return undefined;
  }
}

function nodes(body: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** Texts, halves of characters and byte order marks among them. */
function text(encode: (characters: string) => Buffer): fc.Arbitrary<Buffer> {
  const unit = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom('\ufeff', '\ud800', '\udc00', '你'),
  );
  return fc.array(unit, { maxLength: 4 }).map((units) => encode(units.join('')));
}

/** ASCII, and characters of two bytes: one of `leads`, and one from `least` to `most`. */
function pairs(leads: readonly (readonly [number, number])[], least: number, most: number): fc.Arbitrary<Buffer> {
  const lead = fc.oneof(...leads.map(([min, max]) => fc.integer({ min, max })));
  const pair = fc.tuple(lead, fc.integer({ min: least, max: most }));
  const ascii = fc.integer({ min: 0x20, max: 0x7e }).map((byte) => [byte]);
  return fc.array(fc.oneof(ascii, pair), { maxLength: 6 }).map((bytes) => Buffer.from(bytes.flat()));
}
