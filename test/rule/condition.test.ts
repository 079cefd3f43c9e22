import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { compileCondition } from '../../src/rule/condition/condition.ts';
import { createDiagnostics } from '../../src/rule/diagnostics.ts';
import { resultSyntax } from '../../src/rule/placeholder.ts';
import { holds, refusal } from './rules.ts';

const scope = {
  request: { body: { phone: '13800000000', n: 5, list: [1, 2, 'x'], o: { a: 1, 'b-c': null } } },
  user: { tags: ['vip'], name: 'Bo', ok: true, text: ' Hi ' },
  i: 1,
};

const truths = [
  "{request.body.phone} != '0000' && {user.tags}.includes('vip')",
  '{user.ok}',
  'true',
  '!false',
  '\'a\' == "a"',
  '-{i} == -1 && +{i} == 1 && !{nobody}',
  "+'5' === 5",
  '7 * 2 / 4 % 3 == 0.5',
  '1 + 2 == 3',
  "'a' + 1 == 'a1'",
  '5 - 2 === 3',
  "1 == '1'",
  "1 !== '1'",
  '1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3',
  '{nobody} == null',
  '{nobody} === null',
  '{nobody.a.b[3].c} === null',
  '{nobody}.a.b === null',
  '{nobody}[0] === null',
  '{nobody}.length === null',
  '{user.name}.length == 2',
  '{user.tags}.length == 1',
  '{user.tags.length} == 1',
  "({nobody} ?? []).includes('x') == false",
  "({nobody} ?? 'x') == 'x'",
  '{user.ok} ? true : false',
  '{nobody} ? false : true',
  "'a' in {request.body.o}",
  "!('toString' in {request.body.o})",
  "!('__proto__' in {request.body.o})",
  "'length' in {user.tags}",
  '0 in {user.tags}',
  "{request.body.list}[2] == 'x'",
  '{request.body.list}[{i}] == 2',
  '{request.body.list}[{request.body.list}.length - 1] == "x"',
  '{request.body.list}[9] === null',
  '{request.body.list}[-1] === null',
  '{request.body.o}.a == 1',
  '{request.body}.o.a == 1',
  '{request.body}?.o?.a == 1',
  '{nobody}?.a === null',
  "{nobody}?.includes('a') === null",
  "{nobody}?.a.b.includes('a') === null",
  '({nobody}?.a) === null',
  '{request.body.o}.constructor === null',
  '{user.name}.constructor === null',
  '[1, 2].includes({i})',
  '[].length == 0',
  "{user.name}.startsWith('B') && {user.name}.endsWith('o')",
  "{user.name}.indexOf('o') == 1 && {request.body.list}.indexOf('x') == 2",
  "{user.name}.toLowerCase() == 'bo' && {user.name}.toUpperCase() == 'BO'",
  "{user.text}.trim() == 'Hi'",
  "{user.text}.trim().toLowerCase().includes('h')",
  "{user.name}.slice(1) == 'o' && {request.body.list}.slice(1, 2)[0] == 2",
  'Math.min(3, {i}) == 1 && Math.max(1, 2, 3) == 3 && Math.abs(-4) == 4',
  "Number('5') === 5 && String(5) === '5' && Boolean('x')",
  'Number({nobody}) === 0',
  "'Hello {user.name}' == 'Hello Bo'",
  "'{user.name}' == 'Bo'",
  "'{request.body.n}' === '5'",
  "'{nobody}' === ''",
  '"{user.tags}" == \'["vip"]\'',
  "'\\{user.name}' == '{' + 'user.name}'",
  "'it\\'s {user.name}' == \"it's Bo\"",
  "'{ a: 1 }'.length == 8",
  "'\\u0041\\n'.length == 2",
  '1e3 == 1000 && 0x10 == 16',
  '  {user.ok}  ',
  '(({user.ok}))',
  '({user.ok} && true) || (false)',
  '({user.ok})',
  'true || {nobody}.includes(1)',
  '!(false && {nobody}.includes(1))',
] as const;

const lies = ["{request.body.phone} == '0000'", '{user.tags}.includes("x")', '[1] == [1]', '{i} > 1', '{nobody} > 0'];

describe('a condition', () => {
  for (const condition of truths) it(`holds: ${condition}`, () => assert.equal(holds(condition, scope), true));
  for (const condition of lies) it(`does not hold: ${condition}`, () => assert.equal(holds(condition, scope), false));

  it('sees the own result where it is a responseCondition', () => {
    const condition = compileCondition(
      "{$status} == 200 && {code} === 0 && {$header.X-A} == 'b'",
      '',
      resultSyntax,
      createDiagnostics(),
    );
    assert.equal(condition.evaluate({ body: { code: 0 }, status: 200, header: { 'x-a': 'b' } }), true);
  });

  it('says which placeholders it reads, those in texts included', () => {
    const { placeholders, source } = compileCondition(
      "{a.b} == 'x {$status}'",
      '/c',
      resultSyntax,
      createDiagnostics(),
    );
    assert.equal(source, "{a.b} == 'x {$status}'");
    assert.deepEqual(placeholders, [
      { pointer: '/c', text: 'a.b', path: ['a', 'b'] },
      { pointer: '/c', text: '$status', path: ['$status'] },
    ]);
  });
});

const failures: readonly (readonly [string, RegExp])[] = [
  ["{nobody}.includes('x')", /\{nobody\} is null.*\(\{nobody\} \?\? \[\]\)/],
  ["{user.roles}.includes('x')", /\(\{user\.roles\} \?\? \[\]\)/],
  ["{user.roles}.startsWith('x')", /\(\{user\.roles\} \?\? \[\]\), for a string \(\{user\.roles\} \?\? ''\)/],
  ['{user}.roles.slice(1) == 1', /\(\{user\}\.roles \?\? \[\]\)/],
  ["({nobody}).includes('x')", / \{nobody\} is null.*guard it: \(\{nobody\} \?\? \[\]\)/],
  ["({nobody} || {user.none}).includes('x')", /guard it: \(\(\{nobody\} \|\| \{user\.none\}\) \?\? \[\]\)/],
  ["'a' in ({nobody})", /guard it: \(\{nobody\} \?\? \[\]\)/],
  ["'a' in {nobody}", /\{nobody\} is null.*\(\{nobody\} \?\? \[\]\)/],
  ["'a' in {user.name}", /\{user\.name\} is a string, which `in` cannot look into/],
  ["{i}.includes('1')", /\{i\} is a number, which has no includes\(\)/],
  ['{user}.trim() == 1', /\{user\} is an object, which has no trim\(\)/],
  ['{user.tags}.trim() == 1', /\{user\.tags\} is an array, which has no trim\(\)/],
  ['{user.tags}[{user.name}] == 1', /the index \{user\.name\} must be a number/],
  ['{user.name}', /its result must be true or false, got "Bo"/],
  ['{i}', /got 1$/],
  ['{nobody}', /got null$/],
  ['{user}', /got an object$/],
  ['{user.tags}', /got an array$/],
  ['{nobody}?.includes(1)', /got null$/],
  ["{user.name} && 'x'", /got "x"$/],
];

describe('a condition fails with 110004', () => {
  for (const [condition, message] of failures) {
    it(`and a message that helps: ${condition}`, () => {
      assert.throws(
        () => holds(condition, scope),
        (error) => {
          assert(error instanceof StepgateError);
          assert.equal(error.code, '110004');
          assert.match(error.message, message);
          assert(error.message.includes(condition));
          return true;
        },
      );
    });
  }

  it('where an object in a body pretends to be a primitive', () => {
    const body: unknown = JSON.parse('{"toString": 1, "valueOf": 2}');
    assert.throws(() => holds("{body} + '' == ''", { body }), { code: '110004' });
  });

  it('where values grow too large', () => {
    const big = 'x'.repeat(2 ** 28);
    assert.throws(() => holds("{big} + {big} + {big} == ''", { big }), { code: '110004', message: /too large/ });
  });
});

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
  ['() => true', /a function/],
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
  ['{a}.join(",") == ""', /a call of join/],
  ['{a}.match("x")', /a call of match/],
  ['{a}.repeat(1000000) == ""', /a call of repeat/],
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
