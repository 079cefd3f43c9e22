import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CodecError } from '../../src/codec/codec-error.ts';
import { decodeLargeText, decodeText } from '../../src/codec/text.ts';

/** Bytes that are decoded in one go end within a character, wherever it stands. */
const LENGTH = 65_536;

describe('bytes that are decoded in slices', () => {
  it('are the same text as in one go, wherever a character is cut', async () => {
    const around = fc.array(fc.constantFrom('a', 'é', '€', '😀', '\ufeff'), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(around, fc.nat(8), async (characters, before) => {
        const bytes = Buffer.from('x'.repeat(LENGTH - before) + characters.join('') + 'y'.repeat(LENGTH));
        assert.equal(await decodeLargeText(bytes), decodeText(bytes));
      }),
    );
  });

  it('lose a byte order mark at their begin, and are in the charset that is named', async () => {
    assert.equal((await decodeLargeText(Buffer.from('\ufeff' + 'é'.repeat(LENGTH))))[0], 'é');
    const shiftJis = Buffer.from([0x61, ...Array<number[]>(LENGTH).fill([0x83, 0x65]).flat()]);
    assert.equal(await decodeLargeText(shiftJis, 'shift_jis'), 'a' + 'テ'.repeat(LENGTH));
  });

  it('are refused where they are no text of it, as in one go', async () => {
    const cut = Buffer.from('é'.repeat(LENGTH)).subarray(0, -1);
    const broken = Buffer.concat([Buffer.alloc(LENGTH + 3, 'a'), Buffer.from([0xff]), Buffer.alloc(LENGTH, 'a')]);
    for (const bytes of [cut, broken]) {
      const expected = messageOf(() => decodeText(bytes));
      await assert.rejects(decodeLargeText(bytes), { name: 'CodecError', message: expected });
    }
    await assert.rejects(decodeLargeText(broken, 'odd'), /has the charset "odd", which is not known/);
  });

  it('are refused at the byte where they begin to be none, wherever the pieces end', async () => {
    const begin = fc.array(fc.constantFrom('a', 'é', '€', '😀', '\ufffd'), { maxLength: 12 });
    const wrong = fc.constantFrom([0xff], [0xe2, 0x82], [0xc3], [0xf0, 0x9f, 0x98], [0x80], [0xed, 0xa0, 0x80]);
    await fc.assert(
      fc.asyncProperty(begin, fc.nat(16), wrong, async (characters, before, bytes) => {
        const text = Buffer.from('x'.repeat(LENGTH - before) + characters.join(''));
        const all = Buffer.concat([text, Buffer.from(bytes), Buffer.from('y'.repeat(40_000))]);
        const message = new RegExp(`is not valid UTF-8 \\(at byte ${text.length}\\)`);
        await assert.rejects(decodeLargeText(all), { name: 'CodecError', message });
      }),
    );
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof CodecError);
    return error.message;
  }
  return assert.fail('nothing was thrown');
}
