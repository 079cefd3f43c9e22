import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json } from '../../src/json.ts';
import { checkRule } from '../../src/rule/check.ts';

const refused: readonly (readonly [input: Json, pointer: string, message: RegExp])[] = [
  [{ $to: 1 }, '', /^\$each is missing beside \$to; write \\\$to where that is the name of a member$/],
  [{ $each: '{request.body}' }, '', /^\$to is missing beside \$each/],
  [{ $if: 'true' }, '', /^\$then is missing beside \$if/],
  [{ $then: 1, $else: 2 }, '', /^\$if is missing beside \$then/],
  [
    { $each: [], $to: 1, $too: 2 },
    '/$too',
    /^\$too cannot stand beside \$each: there are \$each, \$to, \$if, \$as; write \\\$too/,
  ],
  [{ $if: 'true', $then: 1, x: 2 }, '/x', /^x cannot stand beside \$if: there are \$if, \$then, \$else$/],
  [{ $if: 1, $then: 1 }, '/$if', /^a condition is a text/],
  [{ $if: '{a', $then: 1 }, '/$if', /Unexpected token/],
  [{ $each: [], $to: 1, $as: 'request' }, '/$as', /cannot be called request/],
  [{ $each: [], $to: 1, $as: 'index' }, '/$as', /cannot be called index/],
  [{ $each: [], $to: 1, $as: 'a b' }, '/$as', /is no output name/],
  [{ $each: [], $to: 1, $as: 1 }, '/$as', /^\$as is the name of an element/],
  ['{= {request.body} = 1 }', '', /^an expression cannot hold an assignment/],
  ['{= }', '', /^an expression cannot be empty$/],
  ['{= {a..b} }', '', /is no placeholder/],
  [{ $each: [], $to: '{$body}' }, '/$to', /there is no result here/],
];

describe('a template that shapes is refused when it is saved', () => {
  for (const [input, pointer, message] of refused) {
    it(JSON.stringify(input), () => {
      const { errors } = check({ input: { x: input } });
      assert.deepEqual(
        errors.map((one) => one.pointer),
        [`/components/0/0/input/x${pointer}`],
      );
      assert.match(errors[0]?.message ?? '', message);
    });
  }

  it('where a secret is read in it, and none may be', () => {
    const body = { $each: '{request.body}', $if: '{secret.A} == 1', $to: '{= {secret.B} }' };
    const { errors } = checkRule({ name: 'a', method: 'GET', rule: { response: { body } } });
    assert.deepEqual(
      errors.map(({ pointer }) => pointer),
      ['/response/body/$if', '/response/body/$to'],
    );
  });
});

describe('what a template that shapes reads is followed', () => {
  it('without its own names', () => {
    const input = {
      $each: '{request.body.rows}',
      $as: 'row',
      $if: '{row.x} == {index}',
      $to: ['{row.y}', '{= {row.z} }'],
    };
    assert.deepEqual(check({ input }).warnings, []);
  });

  it('and its own names are not known outside', () => {
    const input = { a: { $each: [], $to: 1, $as: 'row' }, b: '{row.x}', c: '{item}' };
    assert.deepEqual(
      check({ input }).warnings.map(({ message }) => message),
      ['{row.x}: nothing before it provides row', '{item}: nothing before it provides item'],
    );
  });

  it('into what it gives', () => {
    const outputData = {
      '...': '{data}',
      'a?': '{x}',
      '\\b?': 1,
      c: { $if: '{y}', $then: { d: 1 }, $else: { e: 1 } },
      f: '{= {x} }',
    };
    const read = ['a', 'b', 'z', 'c.d', 'c.e', 'c.g', 'f.x'];
    const body = Object.fromEntries(
      read.map((name) => [name.replace('.', ''), name === 'b' ? '{o["b?"]}' : `{o.${name}}`]),
    );
    const { warnings } = check({ input: 1, outputData, outputName: 'o' }, body);
    assert.deepEqual(
      warnings.map(({ message }) => message),
      ['{o.c.g}: nothing before it provides o.c.g'],
    );
  });

  it('the time and the id of the run', () => {
    assert.deepEqual(check({ input: ['{now}', '{today}', '{uuid}'] }).warnings, []);
    for (const outputName of ['now', 'today.x', 'uuid', 'caller', 'callback', 'failed', 'metadata'])
      assert.match(check({ outputName }).errors[0]?.message ?? '', /an output cannot be called .*reserved/);
  });

  for (const text of ['{= {request.body.x} }', '\\{= x }', '{= {request.body}.map(x => x.y) }', '{= 1 }'])
    it(`without a warning of ${text}`, () => assert.deepEqual(check({ input: text }).warnings, []));

  it('with a warning of an expression that is none', () => {
    assert.deepEqual(
      check({ input: 'Hello {= 1 }' }).warnings.map(({ message }) => message),
      ['{= … } is an expression only where it is the whole value: here it stays text'],
    );
  });

  it('with a warning of a placeholder in quotes', () => {
    const { warnings } = check({ condition: "'{request.body.a}' == 'b'" });
    assert.match(
      warnings[0]?.message ?? '',
      /^\{request\.body\.a\} within the quotes of '\{request\.body\.a\}' stays text; write/,
    );
  });
});

/** What is said of a component with these fields. */
function check(fields: object, body: Json = null) {
  const component = { name: 'c', type: 'api', method: 'POST', url: 'http://h/', ...fields };
  const rule = { components: [[component]], response: { body } };
  const { errors, warnings } = checkRule({ name: 'a', method: 'POST', rule });
  return { errors, warnings: warnings.filter(({ message }) => !message.startsWith('nobody reads')) };
}
