import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRule } from '../../src/rule/check.ts';
import { linearPattern, patternError } from '../../src/rule/request/pattern.ts';

const r = String.raw;

/** What RE2 does not have, the column where it stands, what is said. */
const refused: readonly (readonly [string, number, string])[] = [
  [r`(?<n>x)\k<n>`, 8, r`\k is a back-reference`],
  [r`(?<n>x)\k'n'`, 8, r`\k is a back-reference`],
  [r`(?P<n>x)(?P=n)`, 9, '(?P= is a back-reference'],
  [r`(a)\1`, 4, r`\1 is a back-reference`],
  [r`(a)\9`, 4, r`\9 is a back-reference`],
  [r`(a)\g1`, 4, r`\g is a back-reference`],
  [r`(a)\g{-1}`, 4, r`\g is a back-reference`],
  ['a(?=b)', 2, '(?= is a look-ahead'],
  ['a(?!b)', 2, '(?! is a look-ahead'],
  ['(?<=a)b', 1, '(?<= is a look-behind'],
  ['(?<!a)b', 1, '(?<! is a look-behind'],
  ['x(?>a)', 2, '(?> is an atomic group'],
  ['(a)(?(1)b|c)', 4, '(?( is a conditional'],
  ['a(?R)', 2, '(?R is a recursion'],
  ['(a)(?1)', 4, '(?1 is a recursion'],
  ['(?<n>a)(?&n)', 8, '(?& is a recursion'],
  ['(?|a|b)', 1, '(?| is a branch reset'],
  ['a(?#x)', 2, '(?# is a comment'],
  ["(?'n'a)", 1, "(?' is a group with its name in quotes"],
  ['a(*ACCEPT)', 2, '(* is a verb of backtracking'],
  ['(?x)a', 1, 'RE2 does not have the flag x'],
  ['(?i-x:a)', 1, 'invalid or unsupported Perl syntax'],
  ['ba*+', 3, '*+ is a possessive repetition'],
  ['ba++', 3, '++ is a possessive repetition'],
  ['ba?+', 3, '?+ is a possessive repetition'],
  ['ba{2}+', 3, '{2}+ is a possessive repetition'],
  ['a{1001}', 2, '{1001} is too much: RE2 repeats at most 1000 times'],
  ['a{1,1001}', 2, '{1,1001} is too much'],
  ['a{2,1}', 2, 'invalid repeat count: `{2,1}`'],
  ['(a{30}){40}', 8, 'invalid repeat count: `{40}`; RE2 repeats at most 1000 times, what is repeated within'],
  ['a**', 2, 'invalid nested repetition operator'],
  [r`a\cA`, 2, r`RE2 does not have \c; write \x and the two hex digits`],
  [r`a\u{1F600}`, 2, r`RE2 does not have \u; write \x{1F600}`],
  [r`a\u12`, 2, r`RE2 does not have \u`],
  [r`a\ud83d`, 2, r`\ud83d is half of a character`],
  [r`\e`, 1, r`RE2 does not have \e; write \x1b`],
  [r`\h`, 1, r`RE2 does not have \h; write [ \t]`],
  [r`\R`, 1, r`RE2 does not have \R`],
  [r`\Z`, 1, r`RE2 does not have \Z; write \z`],
  [r`\C`, 1, r`RE2 does not have \C`],
  [r`\X`, 1, r`RE2 does not have \X`],
  [r`\G`, 1, r`RE2 does not have \G`],
  [r`\K`, 1, r`RE2 does not have \K`],
  [r`\q`, 1, r`RE2 does not have \q; for the character itself write q`],
  [r`\é`, 1, r`RE2 does not have \é`],
  [r`\o{12}`, 1, r`RE2 does not have \o`],
  [r`\xZZ`, 1, 'invalid escape sequence'],
  [r`[a\b]`, 3, r`\b is no backspace in RE2; write \x08`],
  [r`[a\cA]`, 3, r`RE2 does not have \c`],
  [r`[a\k]`, 3, r`\k is a back-reference`],
  [r`[a\1]`, 3, r`\1 is a back-reference`],
  [r`[\A]`, 2, r`\A cannot stand in a class`],
  [r`a[]`, 2, 'missing closing ]'],
  [r`[b-a]`, 2, 'invalid character class range'],
  [r`\p{Foo}`, 1, 'invalid character class range'],
  ['(a', 1, 'missing closing )'],
];

/** Patterns, a text that has it, one that has not. */
const taken: readonly (readonly [string, string, string])[] = [
  [r`^\d\D\s\S\w\W\b`, '1a b2 c', 'x'],
  [r`\Aa\z`, 'a', 'ab'],
  [r`^\Q(?=.\1\E+$`, r`(?=.\11`, 'x'],
  [r`^[(?=*+]+$`, '(?=*+', 'x'],
  [r`^[]^-]+$`, ']^-', 'a'],
  [r`^[[:alpha:]\pN]+$`, 'aZ5', '-'],
  [r`^\\k$`, r`\k`, 'k'],
  [r`^\\\.\/\-$`, r`\./-`, 'k'],
  [r`^\x41\x{1F600}\101\a\f\v\t\n\r$`, 'A😀A\x07\f\v\t\n\r', 'x'],
  [r`^[\u4e00-\u9fa5]+$`, '中文', 'x'],
  [r`^\ud83d\ude00$`, '😀', 'x'],
  [r`^[\ud83d\ude00-\ud83d\ude4f]$`, '😃', 'x'],
  [r`^\p{Letter}\p{Script=Greek}\P{^Lu}$`, 'aβA', '1'],
  [r`^(?P<a>x)(?<b>y)(?:z)$`, 'xyz', 'x'],
  [r`(?i)^A(?-i:b)$`, 'ab', 'aB'],
  [r`(?s)^.(?U)a+$`, '\na', 'x'],
  [r`^a{1000}$`, 'a'.repeat(1000), 'a'],
  [r`^a*?b+?c??d{2,3}?$`, 'abcdd', 'x'],
  [r`^(a*)*$`, 'aa', 'b'],
  ['', 'x', ''],
];

describe('a pattern is refused with what RE2 does not have, and where', () => {
  for (const [source, column, message] of refused) {
    it(source, () => {
      const start = `${JSON.stringify(source)} is no pattern in linear-time syntax (RE2): at column ${column}, ${message}`;
      assert.equal(patternError(source)?.slice(0, start.length), start);
    });
  }

  it('in field rules, at any depth, and in both places of a bodySchema', () => {
    const f = { type: 'string', pattern: r`(?<n>x)\k<n>` };
    const pointers = (request: object) =>
      checkRule({ name: 'a', method: 'POST', rule: { request } }).errors.map(({ pointer }) => pointer);
    assert.deepEqual(pointers({ body: { o: { type: 'object', attribute: { f } }, l: { type: 'slice', items: f } } }), [
      '/request/body/o/attribute/f/pattern',
      '/request/body/l/items/pattern',
    ]);
    assert.deepEqual(pointers({ query: { f }, header: { f } }), [
      '/request/query/f/pattern',
      '/request/header/f/pattern',
    ]);
    const bodySchema = { $defs: { a: { pattern: f.pattern } }, patternProperties: { a: true, [f.pattern]: true } };
    assert.deepEqual(pointers({ bodySchema }), [
      `/request/bodySchema/patternProperties/${f.pattern}`,
      '/request/bodySchema/$defs/a/pattern',
    ]);
  });
});

describe('a pattern of RE2 means what it means there', () => {
  for (const [source, matching, other] of taken) {
    it(source.slice(0, 40), () => {
      assert.equal(patternError(source), undefined);
      assert.equal(linearPattern(source).test(matching), true);
      if (source !== '') assert.equal(linearPattern(source).test(other), false);
    });
  }
});
