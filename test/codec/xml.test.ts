import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeBody } from '../../src/codec/decode.ts';
import { encodeBody } from '../../src/codec/encode.ts';
import type { Json } from '../../src/json.ts';

const decode = (text: string | Buffer, contentType?: string): Json =>
  decodeBody('xml', Buffer.from(text as string), contentType) as Json;
const encode = (value: Json, xmlName = 'xml'): string => encodeBody('xml', value, { xmlName }).body;

describe('xml that is read', () => {
  const cases: [string, string, Json][] = [
    ["gives the root element's children", '<xml><a>1</a><b>x</b></xml>', { a: '1', b: 'x' }],
    ['makes repeated elements arrays', '<xml><a>1</a><b/><a>2</a><a>3</a></xml>', { a: ['1', '2', '3'], b: '' }],
    ['makes attributes @name', '<xml v="1"><a id="7"/></xml>', { '@v': '1', a: { '@id': '7' } }],
    ['makes text beside attributes #text', '<xml><a id="7">x</a></xml>', { a: { '@id': '7', '#text': 'x' } }],
    ['makes text beside elements #text', '<xml>one <b>x</b> two\n</xml>', { b: 'x', '#text': 'one  two' }],
    ['drops the indentation', '<xml>\n  <a>\n    <b>1</b>\n  </a>\n</xml>\n', { a: { b: '1' } }],
    ['keeps the white space of a text', '<xml><a> x\n</a><b> </b></xml>', { a: ' x\n', b: ' ' }],
    ['keeps every value text', '<xml><a>007</a><b>1e3</b><c>true</c></xml>', { a: '007', b: '1e3', c: 'true' }],
    ['makes an empty element ""', '<xml><a/><b></b></xml>', { a: '', b: '' }],
    ['may have only a text', '<xml>hello</xml>', 'hello'],
    ['may be empty', '<xml/>', ''],
    [
      'decodes the five entities and numeric ones',
      '<x><a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</a></x>',
      { a: '<>&"\'A😀' },
    ],
    ['decodes entities once', '<x><a>&amp;lt;</a></x>', { a: '&lt;' }],
    ['takes CDATA as it is', '<x><a>1<![CDATA[<b>&amp;]]>2</a></x>', { a: '1<b>&amp;2' }],
    [
      'leaves comments and instructions out',
      '<?xml version="1.0"?><?pi x?><x><!-- c --><a>1<!-- c -->2<?pi?></a></x>',
      { a: '12' },
    ],
    ['keeps prefixes', '<s:E xmlns:s="u"><s:B>1</s:B></s:E>', { '@xmlns:s': 'u', 's:B': '1' }],
    ['takes line ends as line feeds', '<x><a>1\r\n2\r3</a></x>', { a: '1\n2\n3' }],
    [
      'knows names of Object.prototype',
      '<x><constructor>1</constructor><toString>2</toString></x>',
      { constructor: '1', toString: '2' },
    ],
    ['may start with a byte order mark', '\ufeff<x>1</x>', '1'],
  ];
  for (const [what, xml, value] of cases) it(what, () => assert.deepEqual(decode(xml), value));

  it('keeps __proto__ a harmless own key', () => {
    const value = decode('<x><__proto__><polluted>1</polluted></__proto__></x>') as Record<string, unknown>;
    assert.deepEqual(Object.keys(value), ['__proto__']);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });

  it('is null where there is no body', () => assert.equal(decode(''), null));

  it('is read in the charset of its content type, its byte order mark, or its declaration', () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><x>é</x>', 'latin1');
    assert.equal(decode(latin), 'é');
    assert.equal(decode(Buffer.from('<x>é</x>', 'latin1'), 'text/xml; charset=iso-8859-1'), 'é');
    assert.equal(
      decode(Buffer.from('<?xml version="1.0" encoding="latin1"?><x>é</x>'), 'text/xml; charset=utf-8'),
      'é',
    );
    assert.equal(decode(Buffer.from('\ufeff<x>é</x>', 'utf16le')), 'é');
    assert.equal(decode(Buffer.from('\ufeff<x>é</x>', 'utf16le').swap16()), 'é');
    assert.throws(() => decode(Buffer.from('<x>é</x>', 'latin1')), { name: 'CodecError', message: /UTF-8/ });
  });

  const malformed: [string, RegExp][] = [
    ['<x>\n<a></b></x>', /line 2, column \d+: unexpected close tag/],
    ['<x>', /unclosed tag/],
    ['text', /text data outside/],
    ['<x/><y/>', /only one root/],
    ['<x/>more', /text data outside/],
    ['<x a="1" a="2"/>', /duplicate attribute/],
    ['<x a=1/>', /unquoted attribute/],
    ['<x>a & b</x>', /line 1, column \d+/],
    ['<x>&nope;</x>', /undefined entity/],
    ['<x>&#0;</x>', /character entity/],
    ['<x>\u0001</x>', /disallowed character/],
    ['<x><1/></x>', /disallowed character/],
    [' ', /root element/],
    ['<!DOCTYPE x><x/>', /DOCTYPE is not allowed/],
    ['<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', /DOCTYPE is not allowed/],
    ['<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><x>&c;</x>', /DOCTYPE is not allowed/],
    ['<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', /DOCTYPE is not allowed/],
    ['{"a":1}', /line 1/],
  ];
  for (const [xml, says] of malformed) {
    it(`is refused: ${JSON.stringify(xml)}`, () =>
      assert.throws(() => decode(xml), { name: 'CodecError', message: says }));
  }

  it('may nest 1,000 levels, and not one more', async () => {
    const nested = (levels: number): string => '<a>'.repeat(levels) + '</a>'.repeat(levels);
    decode(nested(1000));
    for (const xml of [nested(1001), '<a>'.repeat(1_000_000)]) {
      await assert.rejects(
        Promise.resolve(xml).then((text) => decode(text)),
        { name: 'CodecError', message: /deeper than 1000/ },
      );
    }
  });
});

describe('xml that is written', () => {
  const cases: [string, Json, string][] = [
    ['has the value under its root', { a: 1, b: 'x', c: true }, '<xml><a>1</a><b>x</b><c>true</c></xml>'],
    ['repeats the elements of an array', { a: [1, { b: 2 }, null] }, '<xml><a>1</a><a><b>2</b></a><a/></xml>'],
    ['leaves nothing of an empty array', { a: [] }, '<xml/>'],
    ['has attributes and text', { '@v': 1, a: { '@id': 'x', '#text': 'y' } }, '<xml v="1"><a id="x">y</a></xml>'],
    ['leaves a null attribute out', { '@v': null, '#text': null }, '<xml/>'],
    ['is empty for null and ""', { a: null, b: '' }, '<xml><a/><b/></xml>'],
    ['may be only a text', 'x', '<xml>x</xml>'],
    ['may be null', null, '<xml/>'],
    [
      'escapes',
      { '@a': '"<\'>&\n', b: '<&>"\r' },
      '<xml a="&quot;&lt;\'&gt;&amp;&#10;"><b>&lt;&amp;&gt;"&#13;</b></xml>',
    ],
    ['keeps characters beyond the BMP', { '𝒳': '😀' }, '<xml><𝒳>😀</𝒳></xml>'],
  ];
  for (const [what, value, xml] of cases) it(what, () => assert.equal(encode(value), xml));

  it('has the root element of xmlName, and its content type', () => {
    assert.deepEqual(encodeBody('xml', { a: 1 }, { xmlName: 'order' }), {
      body: '<order><a>1</a></order>',
      contentType: 'application/xml',
    });
  });

  const impossible: [string, Json, RegExp][] = [
    ['an array as the root', [1], /array, which cannot be the root/],
    ['an array within an array', { a: [[1]] }, /xml\.a/],
    ['a name with a blank', { b: { 'a b': 1 } }, /"a b" \(at xml\.b\.a b\), which is no XML name/],
    ['a name that is empty', { '': 1 }, /"" .*no XML name/],
    ['a name with markup', { 'a><b': 1 }, /no XML name/],
    ['a name that starts with a digit', { '1a': 1 }, /no XML name/],
    ['an attribute without a name', { '@': 1 }, /no XML name/],
    ['an object as an attribute', { '@a': { b: 1 } }, /xml\.@a/],
    ['an array as text', { '#text': [1] }, /xml\.#text/],
    ['a control character', { a: 'x\u0000' }, /U\+0000 \(at xml\.a\)/],
    ['half a surrogate pair', { '@a': '\ud800' }, /U\+D800/],
    ['a non-character', { a: '\uffff' }, /U\+FFFF/],
  ];
  for (const [what, value, says] of impossible) {
    it(`cannot hold ${what}`, () => assert.throws(() => encode(value), { name: 'CodecError', message: says }));
  }

  it('cannot hold an xmlName that is no name, nor more than 1,000 levels', () => {
    assert.throws(() => encode(null, 'a b'), { name: 'CodecError', message: /"a b"/ });
    let deep: Json = 'x';
    for (let i = 0; i < 20_000; i++) deep = { a: deep };
    assert.throws(() => encode(deep), { name: 'CodecError', message: /deeper/ });
  });
});

/** Values as XML gives them: text, or an object with attributes, children and, in a leaf, text. */
const xmlValue = (() => {
  const character = fc
    .integer({ min: 0x20, max: 0x10ffff })
    .filter((n) => !(n >= 0xd800 && n <= 0xdfff) && (n & 0xfffe) !== 0xfffe);
  const text = fc
    .array(fc.oneof(character, fc.constantFrom(9, 10, 13, 0x26, 0x3c, 0x5d)), { maxLength: 8 })
    .map((codes) => String.fromCodePoint(...codes));
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,5}$/);
  const attributes = fc.dictionary(
    name.map((n) => `@${n}`),
    text,
    { maxKeys: 2 },
  );
  const leaf = fc.oneof(
    text,
    fc
      .tuple(attributes, text)
      .map(([own, content]) =>
        Object.keys(own).length === 0 ? content : content === '' ? own : { ...own, '#text': content },
      ),
  );
  return fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc
        .tuple(
          attributes,
          fc.dictionary(name, fc.oneof(tie('value'), fc.array(tie('value'), { minLength: 2, maxLength: 3 })), {
            minKeys: 1,
            maxKeys: 3,
          }),
        )
        .map(([own, children]) => ({ ...own, ...children })),
    ),
  })).value;
})();

describe('xml', () => {
  it('comes back as it was sent', () => {
    fc.assert(
      fc.property(xmlValue, (value) => {
        const xml = encode(value);
        const back = decode(xml);
        assert.equal(encode(back), xml);
        assert.equal(JSON.stringify(back), JSON.stringify(value));
      }),
      { numRuns: 500 },
    );
  });
});
