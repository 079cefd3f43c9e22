import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeBody } from '../../src/codec/decode.ts';
import { encodeLargeBody } from '../../src/codec/encode.ts';
import type { Json } from '../../src/json.ts';
import { LongNumber } from '../../src/long-number.ts';

const read = async (text: string): Promise<Json> => decodeBody('yaml', Buffer.from(text));
const write = async (value: Json): Promise<string> => (await encodeLargeBody('yaml', value, { xmlName: 'xml' })).body;

async function messageOf(text: string): Promise<string> {
  return read(text).then(
    () => 'it was read',
    (error: unknown) => String(error),
  );
}

describe('YAML', () => {
  it('is the core schema of 1.2', async () => {
    assert.deepEqual(
      await read(`
a: yes
b: 0o17
c: 0x1F
d: [~, null, true, 1.5, .5, -0, 1e3, 012]
e: 2026-01-01
1: one
true: "yes"
f: |
  two
  lines
`),
      {
        ...{ a: 'yes', b: 15, c: 31, d: [null, null, true, 1.5, 0.5, -0, 1000, 12] },
        ...{ e: '2026-01-01', 1: 'one', true: 'yes', f: 'two\nlines\n' },
      },
    );
  });

  it('is null where nothing is there', async () => {
    for (const text of ['', '# only a comment\n', '---\n']) assert.equal(await read(text), null, text);
  });

  it('has its anchors and << put in', async () => {
    const text = 'base: &b {x: 1, y: 2}\none: {<<: *b, y: 3}\ntwo: {<<: [{x: 9}, *b]}\nthree: *b\n';
    assert.deepEqual(await read(text), {
      ...{ base: { x: 1, y: 2 }, one: { x: 1, y: 3 }, two: { x: 9, y: 2 }, three: { x: 1, y: 2 } },
    });
  });

  it('keeps the digits of numbers, both ways', async () => {
    const value = (await read('a: 9223372036854775807\nb: 0.12345678901234567890\n')) as Record<string, Json>;
    assert.deepEqual(JSON.stringify(value), '{"a":9223372036854775807,"b":0.12345678901234567890}');
    assert.equal(await write(value), 'a: 9223372036854775807\nb: 0.12345678901234567890\n');
  });

  it('is refused with line and column', async () => {
    assert.match(await messageOf('a: 1\nb: [1, 2\nc: 3\n'), /is no YAML: line \d, column \d+: /);
    assert.match(await messageOf('a: 1\nb: !!binary aGk=\n'), /line 2, column 4: the tag !!binary says/);
    assert.match(await messageOf('a: !secret x\n'), /line 1, column 4: the tag !secret says/);
    assert.match(await messageOf('a: !!timestamp 2026-01-01\n'), /the tag !!timestamp/);
    assert.match(await messageOf('a: 1\na: 2\n'), /line 2, column 1: duplicated mapping key/);
    assert.match(await messageOf('a: .nan\n'), /has the number \.nan, which JSON does not have/);
    assert.match(await messageOf('a: -.inf\n'), /has the number -\.inf/);
    assert.match(await messageOf('a: *b\n'), /line 1, column \d: unidentified alias "b"/);
    assert.match(await messageOf('? [1]\n: x\n'), /a key must be a text/);
    assert.match(await messageOf('a: 1\n---\nb: 2\n'), /single document/);
  });

  it('is refused where aliases make too much of it', async () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 10; level++)
      bomb.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
    assert.match(await messageOf(bomb.join('\n')), /aliases that add more than/);
    assert.match(await messageOf('a: &a [*a]\n'), /alias/);
    const deep = Array.from({ length: 3000 }, (_, at) => `- &n${at} [${at === 0 ? '' : `*n${at - 1}`}]`).join('\n');
    assert.match(await messageOf(deep), /nests deeper/);
    const merges = `base: &b {${Array.from({ length: 400 }, (_, at) => `k${at}: 1`).join(', ')}}\nl:\n${'- {<<: *b}\n'.repeat(400)}`;
    assert.match(await messageOf(merges), /merge keys exceeded/);
    assert.match(await messageOf(`${'['.repeat(2000)}${']'.repeat(2000)}`), /nesting exceeded/);
  });

  it('comes back as it was written, whatever it is', async () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom(...Array.from('yn:#- \n\t"\'0.~é')), fc.string({ unit: 'grapheme' })),
    });
    const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, false, 0, 1.5, -2e300, 'yes', 'null', '1', '0x1', '=', '<<', '2026-01-01'),
        text,
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => !Object.is(one, -0)),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(text, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(tree, async (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as Json;
        assert.deepEqual(JSON.parse(JSON.stringify(await read(await write(plain)))), plain);
      }),
      { numRuns: 300 },
    );
  });

  it('of many characters is read and written in another thread', async () => {
    const value = Array.from({ length: 8000 }, (_, id) => ({
      id,
      name: `user ${id}`,
      big: new LongNumber('12345678901234567890'),
    }));
    const text = await write(value);
    assert.ok(text.length > 200_000);
    const [first] = JSON.parse(JSON.stringify(await read(text), (_, one: unknown) => one)) as { name: string }[];
    assert.equal(first?.name, 'user 0');
    assert.match(await messageOf(`${text}- !no x\n`), /line \d+, column 3: the tag !no/);
  });
});
