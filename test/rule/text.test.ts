import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnoseJson } from '../../src/json-diagnostic.ts';
import { checkRuleText } from '../../src/rule/text/check.ts';
import { parseRuleText } from '../../src/rule/text/parse.ts';

const JSON_TEXT = `{
  "$schema": "../schemas/rule.json",
  "name": "a", "method": "POST",
  "rule": {
    "timout": 5,
\t"components": [
      [{ "name": "x", "type": "api", "url": "http://h/{user.id}" },
       { "name": "y", "type": "api",
         "condition": "x" }]
    ]
  }
}`;

const YAML_TEXT = `name: a
method: POST
rule:
  timout: 5
  components:
    - - name: x
        type: api
        url: http://h/{user.id}
      - name: "y"
        type: api
        condition: x
`;

const places = (text: string, format: 'json' | 'yaml') => {
  const { errors, warnings } = checkRuleText(text, format);
  return [...errors, ...warnings].map((found) => `${found.line ?? 0}:${found.column ?? 0} ${found.pointer ?? ''}`);
};

/** `line:column message` of what keeps a text from being read. */
const diagnostic = (text: string, format: 'json' | 'yaml') => {
  const parsed = parseRuleText(text, format);
  assert(!parsed.ok);
  return parsed.errors.map(({ line, column, message }) => `${line ?? 0}:${column ?? 0} ${message}`);
};

describe('the text of a rule file', () => {
  it('is JSON, its diagnostics with line and column', () => {
    assert.deepEqual(places(JSON_TEXT, 'json'), ['5:5 /timout', '8:8 /components/0/1/url']);
    const mended = JSON_TEXT.replace('"timout": 5,', '').replace('"condition": "x"', '"url": "{var.SELF}/x"');
    assert.deepEqual(places(mended, 'json'), ['7:38 /components/0/0/url']);
  });

  it('is YAML with the same content', () => {
    assert.deepEqual(places(YAML_TEXT, 'yaml'), ['4:3 /timout', '9:9 /components/0/1/url']);
    const mended = YAML_TEXT.replace('  timout: 5\n', '').replace('condition: x', 'url: http://h');
    assert.deepEqual(places(mended, 'yaml'), ['7:9 /components/0/0/url']);
    const { document } = checkRuleText(mended, 'yaml');
    assert.equal(document?.name, 'a');
    assert.deepEqual(document.rule, {
      components: [
        [
          { name: 'x', type: 'api', url: 'http://h/{user.id}' },
          { name: 'y', type: 'api', url: 'http://h' },
        ],
      ],
    });
  });

  it("points to the document's own fields, to what is missing, and into aliases", () => {
    assert.deepEqual(places('{"name": "/a",\n "method": "POST",\n "rule": {}}', 'json'), ['1:2 /name']);
    assert.deepEqual(places('name: a\nrule: {}\n', 'yaml'), ['1:1 /method']);
    assert.deepEqual(places('name: a\nmethod: GET\nrule:\n  desc: x\n', 'yaml'), ['4:3 /desc']);
    assert.deepEqual(places('name: a\nmethod: GET\n', 'yaml'), ['1:1 ']);
    const aliased = 'name: a\nmethod: GET\nrule:\n  request:\n    query: &q\n      n: {type: nt}\n    header: *q\n';
    assert.deepEqual(places(aliased, 'yaml'), ['6:11 /request/query/n/type', '6:11 /request/header/n/type']);
  });

  it('gives no document where there are errors', () => {
    assert.equal(checkRuleText(JSON_TEXT, 'json').document, undefined);
    assert.equal(checkRuleText('{', 'json').document, undefined);
  });

  it('may begin with a byte order mark', () => {
    assert.deepEqual(places('\uFEFF{"name": "a", "method": "GET", "rule": {}}', 'json'), []);
  });

  it('cannot repeat a key', () => {
    assert.deepEqual(diagnostic('{"name": "a",\n "name": "b"}', 'json'), ['2:2 the key "name" stands twice']);
    assert.deepEqual(diagnostic('name: a\nname: b\n', 'yaml'), ['2:1 the key "name" stands twice']);
    assert.deepEqual(diagnostic('{"a": {"__proto__": 1, "__proto__": 2}}', 'json'), [
      '1:24 the key "__proto__" stands twice',
    ]);
  });

  it('is JSON in the strict sense where its file is called so', () => {
    assert.deepEqual(diagnostic('{"a": 1, // note\n}', 'json'), ['1:10 expected a name, got "/"']);
    assert.deepEqual(diagnostic('{"a": foo}', 'json'), ['1:7 expected a value, got "foo"']);
    assert.deepEqual(diagnostic("{'a': 1}", 'json'), ['1:2 expected a name or }, got "\'"']);
    assert.deepEqual(diagnostic('{"a": 1,\n}', 'json'), ['2:1 expected a name, got "}"']);
    assert.deepEqual(diagnostic('{"a" 1}', 'json'), ['1:6 expected :, got "1"']);
    assert.deepEqual(diagnostic('[1 2]', 'json'), ['1:4 expected , or ], got "2"']);
    assert.deepEqual(diagnostic('{"a": 1 "b": 2}', 'json'), ['1:9 expected , or }, got "\\""']);
    assert.deepEqual(diagnostic('{}\n{}', 'json'), ['2:1 expected the end, got "{"']);
    assert.deepEqual(diagnostic('{"a": [1,', 'json'), ['1:10 expected a value, got the end of the text']);
    assert.deepEqual(diagnostic('', 'json'), ['1:1 expected a value, got the end of the text']);
    assert.deepEqual(diagnostic('{"a": "b\n"}', 'json'), ['1:9 expected the rest of a string, got "\\n"']);
  });

  it('is YAML of which JSON can be made', () => {
    assert.match(diagnostic('a: [1,\n', 'yaml')[0] ?? '', /^2:1 Flow sequence/);
    assert.deepEqual(diagnostic('a: -.inf\n', 'yaml'), ['1:4 the number has no place in JSON']);
    assert.deepEqual(diagnostic('a: .nan\n', 'yaml'), ['1:4 the number has no place in JSON']);
    assert.deepEqual(diagnostic('? [a]\n: 1\n', 'yaml'), ['1:3 a key must be a text']);
    assert.deepEqual(diagnostic('a: !!js/function x\n', 'yaml'), [
      '1:4 the tag !!js/function is not known here: the file holds what JSON can say, and no more',
    ]);
    assert.match(diagnostic('a: 1\n---\nb: 2\n', 'yaml')[0] ?? '', /^2:1 a second document begins here/);
    assert.match(diagnostic('a: *b\n', 'yaml')[0] ?? '', /there is no &b before this \*b/);
    const [, ...levels] = Array.from('abcdefghij');
    const laughs = levels.map((name, index) => `${name}: &${name} [${`*${'abcdefghij'[index] ?? ''},`.repeat(9)}]\n`);
    assert.match(
      diagnostic(`a: &a [x]\n${laughs.join('')}`, 'yaml')[0] ?? '',
      /^6:\d+ the aliases up to here make more than 100000 values/,
    );
  });
});

describe('the YAML of a rule file', () => {
  const value = (text: string): unknown => {
    const parsed = parseRuleText(text, 'yaml');
    assert.ok(parsed.ok, JSON.stringify(parsed));
    return parsed.value;
  };

  it('has anchors, and merges maps with <<: what stands in the map itself wins, then the first', () => {
    assert.deepEqual(value('a: &a {p: 1, q: 1}\nb: {q: 2, <<: *a}\nc: *a\n'), {
      a: { p: 1, q: 1 },
      b: { p: 1, q: 2 },
      c: { p: 1, q: 1 },
    });
    assert.deepEqual(value('- &a {p: 1}\n- &b {p: 2, q: 2}\n- <<: [*a, *b, {r: 3}]\n'), [
      { p: 1 },
      { p: 2, q: 2 },
      { p: 1, q: 2, r: 3 },
    ]);
    assert.deepEqual(value('- &a {p: 1}\n- &b {<<: *a, q: 2}\n- {<<: *b}\n'), [
      { p: 1 },
      { p: 1, q: 2 },
      { p: 1, q: 2 },
    ]);
    assert.deepEqual(value('"<<": 1'), { '<<': 1 });
    assert.deepEqual(diagnostic('a: {<<: 5}', 'yaml'), ['1:5 << takes a map, or a list of maps']);
    assert.deepEqual(diagnostic('- &a [1]\n- {<<: *a}', 'yaml'), ['2:4 << takes a map, or a list of maps']);
    assert.deepEqual(diagnostic('- &a {}\n- {<<: *a, <<: *a}', 'yaml'), [
      '2:12 the key "<<" stands twice; name all in one: <<: [*a, *b]',
    ]);
  });

  it('shows diagnostics in what << puts in where it stands', () => {
    const text = `x-defaults: &d {type: api, timout: 5}
name: a
method: GET
rule:
  components:
    - - {<<: *d, name: c, url: 'http://h/'}
`;
    assert.deepEqual(places(text, 'yaml'), ['1:1 /x-defaults', '1:28 /components/0/0/timout']);
  });

  it('has no tags beyond those of JSON, whatever they hold', () => {
    for (const [text, name] of [
      ['!!binary aGk=', '!!binary'],
      ['!!set {x, y}', '!!set'],
      ['!!omap [x: 1]', '!!omap'],
      ['!!timestamp 2001-12-14', '!!timestamp'],
      ['!custom x', '!custom'],
    ] as const) {
      const message = `2:4 the tag ${name} is not known here: the file holds what JSON can say, and no more`;
      assert.deepEqual(diagnostic(`x: 1\na: ${text}`, 'yaml'), [message]);
    }
    assert.deepEqual(value('a: !!str 5\nb: !!map {c: !!int "7"}\nd: !!seq []'), { a: '5', b: { c: 7 }, d: [] });
  });

  it('is YAML 1.2: a date, yes and 0b1 are texts', () => {
    assert.deepEqual(value('a: 2001-12-14\nb: yes\nc: 0b1\nd: 1_000\ne: 0o17\nf: ~'), {
      ...{ a: '2001-12-14', b: 'yes', c: '0b1', d: '1_000', e: 15, f: null },
    });
    assert.deepEqual(diagnostic('%YAML 1.1\n---\na: yes', 'yaml'), [
      '1:1 %YAML 1.1: this is read as YAML 1.2; remove the directive',
    ]);
    assert.deepEqual(value('%YAML 1.2\n---\na: yes\n...\n'), { a: 'yes' });
  });

  it('makes texts of keys that are numbers or booleans, as they stand there; others are errors', () => {
    assert.deepEqual(value('200: a\n1.0: b\n0x1F: c\ntrue: d'), { 200: 'a', '1.0': 'b', '0x1F': 'c', true: 'd' });
    assert.deepEqual(diagnostic('1: a\n"1": b', 'yaml'), ['2:1 the key "1" stands twice']);
    for (const key of ['~', '? [a]\n', '? {a: 1}\n', '']) {
      assert.match(diagnostic(`${key}: 1`, 'yaml')[0] ?? '', /^1:\d+ a key must be a text$/, key);
    }
  });

  it('is refused, with its place, where it has no end', () => {
    assert.deepEqual(diagnostic('a: &x\n  b: *x', 'yaml'), ['2:6 *x lies in &x, which it stands for']);
    assert.match(
      diagnostic('['.repeat(20_000) + ']'.repeat(20_000), 'yaml')[0] ?? '',
      /^1:\d+ the text is nested too deeply$/,
    );
    assert.match(
      diagnostic('['.repeat(20_000) + ']'.repeat(20_000), 'json')[0] ?? '',
      /^1:\d+ the text is nested too deeply$/,
    );
    assert.match(diagnostic('a:\n\tb: 1', 'yaml')[0] ?? '', /^2:1 Tabs are not allowed as indentation/);
    // Many aliases of little are no error.
    const many = `a: &a {b: 1}\nc: [${'*a, '.repeat(1000)}]`;
    assert.equal((value(many) as { c: unknown[] }).c.length, 1000);
  });
});

describe('diagnoseJson', () => {
  it('agrees with JSON.parse', () => {
    const texts = [
      '[1,2.5e+3,"a\\u0041\\n",true,null,{"a":[],"b":{}}]',
      '01',
      '1.',
      '-',
      '"\\x"',
      '"\t"',
      '[]]',
      'nul',
      ' 1 ',
      '-0.5E-2',
      '{"a":1,"b"}',
      '["\u2028"]',
      'truefalse',
      '[1,]',
      '\u00a01',
    ];
    for (const text of texts) {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      assert.equal(diagnoseJson(text) === undefined, isJson, text);
    }
  });
});
