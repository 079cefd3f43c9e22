import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refusal } from './rules.ts';

const refused: readonly (readonly [string, RegExp])[] = [
  ['{a} /* note */', /a comment at column 5/],
  ['{a} // note', /a comment/],
  ['', /^a condition cannot be empty$/],
  ['   ', /^a condition cannot be empty$/],
  ['Math.min() == 1', /Math\.min takes 1 or more arguments, not 0/],
  ['x'.repeat(5000), /at most 4096 characters, not 5000 at column 1 of x{60}…$/],
  ['phone == 1', /unknown name phone; a value is written \{phone\} at column 1/],
  ['{a} == b', /unknown name b.*at column 8/],
  ['undefined == {a}', /unknown name undefined/],
  ['{a} = 1', /an assignment; to compare, write == or === at column 1/],
  ['{a} += 1', /an assignment/],
  ['{a}++', /\+\+ or --/],
  ['{a} ** 2', /the operator \*\*/],
  ['{a} & 1', /the operator &/],
  ['{a} << 1', /the operator <</],
  ['~{a}', /the operator ~/],
  ['typeof {a}', /the operator typeof/],
  ['void 0', /the operator void/],
  ['delete {a}.b', /the operator delete/],
  ['{a} instanceof {b}', /the operator instanceof/],
  ['{a}, {b}', /the operator ,|unexpected ","/],
  ['true; false', /unexpected ";" at column 5/],
  ['{a} {b}', /unexpected "\{" at column 5/],
  ['{a}{b}', /an operator is missing in \{a\}\{b\}/],
  ['{a}b', /an operator is missing/],
  ['x{a}', /unknown name/],
  ['{a}.b.{c}', /\{c\} as the name of a member/],
  ['{a..b} == 1', /is no placeholder/],
  ['\\{a} == 1', /a backslash outside of a text/],
  ['/a/.test({b})', /a call of test/],
  ['/a/ == 1', /a regular expression/],
  ['1n == 1', /a BigInt/],
  ['`a` == 1', /a template literal; use quotes/],
  ['() => true', /a function, but in some, every, filter, map/],
  ['{a}.some(x)', /some takes one function, such as x => x\.price > 3, at column 1/],
  ['{a}.some()', /some takes one function/],
  ['{a}.some(x => x, 1)', /some takes one function/],
  ['{a}.some(function (x) { return x })', /some takes one function/],
  ['{a}.map((x, y) => x)', /a function has one parameter/],
  ['{a}.map(() => 1)', /a function has one parameter/],
  ['{a}.map(({ x }) => x)', /a function has one parameter/],
  ['{a}.map((x = 1) => x)', /a function has one parameter/],
  ['{a}.map((...x) => x)', /a function has one parameter/],
  ['{a}.map(async x => x)', /a function has one parameter/],
  ['{a}.map({b} => 1)', /a function has one parameter/],
  ['{a}.map(x => { return x })', /statements; a function is one expression/],
  ['{a}.map(Math => Math)', /a parameter that is called Math/],
  ['{a}.map(x => y)', /unknown name y; a value is written \{y\} at column 14/],
  ['{a}.map(x => x) == x', /unknown name x/],
  ['{a}.map(x => x.__proto__)', /cannot hold __proto__/],
  ['{a}.matches({b})', /matches takes one text in quotes/],
  ["{a}.matches('(?=x)')", /no pattern in linear-time syntax \(RE2\).*at column 13 of/],
  ['/x/ == {a}', /a regular expression; write matches/],
  ['Date.now() > 1', /a call of Date\.now; there are Math\.min/],
  ['(function () { return true })()', /a call of/],
  ['new Date()', /cannot hold new/],
  ['({ x: 1 })', /an object/],
  ['[...{a}]', /cannot hold \.\.\./],
  ['[1,,2].length == 2', /an array with holes/],
  ['this.x', /cannot hold this/],
  ['import("x")', /cannot hold import/],
  ['import.meta', /cannot hold import\.meta/],
  ['{a}["b"]', /an index is a number, a member is written \.name/],
  ['{a}.__proto__', /cannot hold __proto__/],
  ['{a}.reduce(x => x)', /a call of reduce; is replace meant\?/],
  ['{a}.match("x")', /a call of match/],
  ['{a}.repeat(1000000) == ""', /a call of repeat/],
  ['{a}.splitt("x")', /a call of splitt; is split meant\?/],
  ['{a}.inclued("x")', /a call of inclued; is includes meant\?/],
  ['{a}["includes"]("x")', /a call of/],
  ['{a}.includes?.("x")', /cannot hold \?\.\( \)/],
  ['{a}.includes()', /includes takes 1 to 2 arguments, not 0/],
  ['{a}.includes(1, 2, 3)', /includes takes 1 to 2 arguments, not 3/],
  ['{a}.trim(1)', /trim takes 0 arguments, not 1/],
  ['{a}.includes(...{b})', /cannot hold \.\.\./],
  ['Math.random() > 0.5', /a call of Math\.random; there are Math\.min/],
  ['Math.PI > 3', /unknown name Math/],
  ['parseInt("1") == 1', /a call of parseInt/],
  ['eval("1")', /a call of eval/],
  ['Function("return 1")()', /a call of/],
  ['{a}.constructor("return 1")()', /a call of/],
  ['[].constructor.constructor("return process")()', /a call of/],
  ['process.exit()', /a call of exit/],
  ['globalThis.x', /unknown name globalThis/],
  ['String.prototype', /unknown name String/],
  ['({a}', /unexpected token at column 5/i],
  ["'abc", /unterminated string/i],
  ['await {a}', /unknown name|await|unexpected/i],
];

describe('a condition is refused when it is saved', () => {
  for (const [condition, message] of refused) {
    it(condition === '' ? 'without anything' : condition, () => assert.match(refusal(condition) ?? '', message));
  }

  it('beyond 4096 characters', () => assert.match(refusal(`${'!'.repeat(4096)}true`) ?? '', /at most 4096 characters/));

  it('and nested too deep, without harm', () => {
    const deep = `${'('.repeat(2047)}1${')'.repeat(2047)}`;
    assert.doesNotThrow(() => refusal(deep));
  });

  it('with the position as the writer sees it', () => {
    assert.match(refusal("{request.body.name} == 'x' && nope") ?? '', /at column 31 of/);
  });

  it('where it reads {$status} outside of a responseCondition', () => {
    assert.notEqual(refusal('{$status} == 200'), undefined);
    assert.equal(refusal('{$status} == 200', 'result'), undefined);
  });
});
