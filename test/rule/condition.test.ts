import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { compileCondition } from '../../src/rule/condition/condition.ts';
import { createDiagnostics } from '../../src/rule/diagnostics.ts';
import { resultSyntax } from '../../src/rule/placeholder.ts';
import { holds } from './rules.ts';

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
  "'Hello ' + {user.name} == 'Hello Bo'",
  "'{user.name}' == '{' + 'user.name}'",
  "'\\{user.name}' == '{' + 'user.name}'",
  "'it\\'s {user.name}' == \"it's {user.name}\"",
  "{user.name}.matches('^[A-Z]o$') && !{user.name}.matches('^o')",
  "'año'.matches('^\\\\p{L}+$')",
  "'a-b-c'.split('-')[1] == 'b' && 'a-b-c'.split('-', 2).length == 2 && {user.name}.split('').length == 2",
  "['a', {i}, null].join('+') == 'a+1+' && [1, 2].join() == '1,2' && [{user.tags}].join() == '[\"vip\"]'",
  "'a.b.c'.replace('.', '$&') == 'a$&b.c' && 'x'.replace('y', 'z') == 'x'",
  '{request.body.list}.some(x => x == 2) && ![].some(x => true) && [].every(x => false)',
  '{request.body.list}.every((x) => x != null)',
  '{request.body.list}.filter(x => x >= 2).length == 1',
  "{user.tags}.map(tag => tag + '!')[0] == 'vip!'",
  '[[1, 2], [3]].map(row => row.map(x => x + row.length).join()).join("|") == "3,4|4"',
  '[1, 2].some(x => [2, 3].some(y => x == y))',
  '[1, 2].every(i => i <= {request.body.list}.length + {i})',
  "{request.body.o}.keys().join() == 'a,b-c' && {request.body.o}.values()[0] == 1",
  "{request.body.o}.has('b-c') && !{request.body.o}.has('constructor') && !{request.body.o}.has('x')",
  "Date.parse('2024-02-29T00:00:00Z') < Date.parse('2024-03-01T00:00:00Z')",
  'Math.floor(1.7) == 1 && Math.ceil(1.2) == 2 && Math.round(1.5) == 2',
  '!({nobody}?.some(x => x) ?? false)',
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

  it('says which placeholders it reads, those in texts left out', () => {
    const { placeholders, source } = compileCondition(
      "{a.b} == 'x {$header}' + {$status}",
      '/c',
      resultSyntax,
      createDiagnostics(),
    );
    assert.equal(source, "{a.b} == 'x {$header}' + {$status}");
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
  ['{nobody}.some(x => x)', /\{nobody\} is null and has no some\(\); guard it: \(\{nobody\} \?\? \[\]\)/],
  ['{user}.every(x => true)', /\{user\} is an object, which has no every\(\)/],
  ['{user.tags}.filter(x => x)', /the function of filter must give true or false, got "vip"/],
  ['{user.tags}.some(x => null)', /the function of some must give true or false, got null/],
  ["{nobody}.matches('a')", /\{nobody\} is null and has no matches\(\); guard it: .*\(\{nobody\} \?\? ''\)/],
  ["{i}.matches('a')", /\{i\} is a number, which has no matches\(\)/],
  ["{user.tags}.split('a')", /\{user\.tags\} is an array, which has no split\(\)/],
  ["{nobody}.split('a')", /\{nobody\} is null and has no split\(\)/],
  ['{user.name}.join()', /\{user\.name\} is a string, which has no join\(\)/],
  ['{user.tags}.keys()', /\{user\.tags\} is an array, which has no keys\(\)/],
  ["{nobody}.has('a')", /\{nobody\} is null and has no has\(\); guard it: \{nobody\} != null/],
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

  const digits = Array.from({ length: 2000 }, (_, at) => at);
  const text = 'x'.repeat(2 ** 20);
  for (const [condition, what] of [
    ['{digits}.some(a => {digits}.some(b => a + b < 0))', 'lists within lists'],
    ['{digits}.some(a => {digits}.includes(-1))', 'a look at all of a list for each element'],
    ['{digits}.some(a => {text} == {other})', 'two large texts compared for each element'],
    ["{digits}.map(a => {text}).join('').length > 0", 'a text of many'],
    ["{text}.split('').length > 0", 'a list of all characters'],
    ["{digits}.map(a => {text}.replace('x', 'y')).length > 0", 'a large text replaced for each element'],
    ["{digits}.some(a => {text}.matches('[ab]+c'))", 'a large text matched for each element'],
    [`{text}${'.toUpperCase().toLowerCase()'.repeat(10)} == 'x'`, 'large texts in other letters'],
    ["{text}.replace('x', 'ä').toUpperCase().toLowerCase() == 'x'", 'large texts of other letters than those of ASCII'],
    [`${'{text} == {other} || '.repeat(80)}false`, 'two large texts compared very often'],
    ["[{text}].map(a => a + a).map(a => a + a).map(a => a + a).map(a => a + a).map(a => a + a).map(a => a + a).map(a => a + a) == ''", 'a text that doubles'], // prettier-ignore
    [
      `{text}.includes({other}) || {other}.includes({text}) || {text}.indexOf({other}) > 0`,
      'large texts in large texts',
    ],
    [`${'Number({text}) > 0 || '.repeat(4)}false`, 'large texts as numbers'],
    [`${"{lists} == 'x' || ".repeat(10)}false`, 'lists as texts'],
    ['{digits}.some(a => {lists}.slice(1).includes(-1))', 'lists copied and looked through'],
  ] as const) {
    it(`where it takes over 1,000,000 steps, within 50 ms: ${what}`, () => {
      const values = { digits, text, other: `${text.slice(1)}y`, lists: digits.map((at) => [at, [at]]) };
      const began = process.cpuUsage();
      assert.throws(() => holds(condition, values), { code: '110004', message: /it takes over 1,000,000 steps$/ });
      const { user, system } = process.cpuUsage(began);
      assert(user + system < 200_000, `${user + system} µs`);
    });
  }

  it('where values grow too large', () => {
    const big = 'x'.repeat(2 ** 28);
    assert.throws(() => holds("{big} + {big} + {big} == ''", { big }), {
      code: '110004',
      message: /takes over 1,000,000 steps$/,
    });
  });
});
