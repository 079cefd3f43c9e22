import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseJsonText } from '../../src/json-text.ts';
import { compareNumbers, LongNumber, numberFromJson, sameNumber } from '../../src/long-number.ts';
import { checkRule } from '../../src/rule/check.ts';
import { canonical } from '../../src/rule/json-schema/canonical.ts';
import { standardOptions } from '../../src/rule/json-schema/standard-options.ts';
import { createValidator } from '../../src/rule/json-schema/validate.ts';
import { parseRuleText } from '../../src/rule/text/parse.ts';
import { longIntegers, longNumbers } from '../fixture/long-numbers.ts';
import { checked, evaluate, holds, url } from './rules.ts';

const ID = '7615917337495251231';
const NEIGHBOUR = '7615917337495251232';
const scope = { id: numberFromJson(ID), other: numberFromJson(NEIGHBOUR), text: ID, zero: new LongNumber('0', true) };

/** Whether JSON text is valid by a schema, which is JSON text too. */
function isValid(schema: string, value: string): boolean {
  return createValidator(parseJsonText(schema) as never, standardOptions)(parseJsonText(value)).length === 0;
}

describe('a number of many digits', () => {
  it('is one where a double does not keep it, and nowhere else', () => {
    const long = [ID, '-9007199254740993', '9007199254740991.4', '0.12345678901234567890', '1e400', '1e-400', '12e20'];
    for (const text of long) assert.ok(numberFromJson(text) instanceof LongNumber, text);
    const short = [
      '0',
      '-0',
      '9007199254740991',
      '7615917337495251000',
      '1.5',
      '1e3',
      '0.30000000000000004',
      '1e-7',
      '123456789012345',
      '0e999',
    ];
    for (const text of short) assert.equal(numberFromJson(text), Number(text), text);
  });

  it('is compared by all its digits, however it is written', () => {
    const pairs: [string, string, number][] = [
      [ID, NEIGHBOUR, -1],
      ['1.0e30', '1000000000000000000000000000000', 0],
      ['-1e400', '1e400', -1],
      ['-1e400', '-1e401', 1],
      ['1e-400', '0', 1],
      ['1.10000000000000000', '1.1', 0],
      ['9007199254740993', '9007199254740992', 1],
    ];
    for (const [a, b, expected] of pairs) {
      assert.equal(Math.sign(compareNumbers(numberFromJson(a), numberFromJson(b))), expected, `${a} ${b}`);
      assert.equal(sameNumber(numberFromJson(b), numberFromJson(a)), expected === 0);
    }
  });

  it('is compared as integers are', () => {
    fc.assert(
      fc.property(longIntegers, longIntegers, (a, b) => {
        const [left, right] = [BigInt(a), BigInt(b)];
        const order = left < right ? -1 : left > right ? 1 : 0;
        assert.equal(Math.sign(compareNumbers(numberFromJson(a), numberFromJson(b))), order);
        assert.equal(canonical(numberFromJson(a)) === canonical(numberFromJson(b)), order === 0);
      }),
    );
  });

  it('keeps its digits in templates, texts and URLs', () => {
    fc.assert(
      fc.property(longNumbers, (text) => {
        const n = numberFromJson(text);
        assert.equal(JSON.stringify(evaluate({ a: ['{n}'], t: '<{n}>' }, { n })), `{"a":[${text}],"t":"<${text}>"}`);
        const address = `http://h/${encodeURIComponent(text)}?q=${encodeURIComponent(text)}`;
        assert.equal(url('http://h/{n}?q={n}', { n }), address);
      }),
    );
  });

  for (const condition of [
    `{id} == ${ID} && {id} === ${ID}`,
    '{id} != {other} && {id} !== {other}',
    `{id} == {text} && {id} == '${ID}' && {text} == {id}`,
    `{id} != '${NEIGHBOUR}' && {id} !== {text}`,
    `-{id} == -${ID} && +{text} === {id} && Number({text}) === {id}`,
    '{id} < {other} && {other} > {id} && {id} <= {id} && !({id} >= {other})',
    `[{other}, {id}].includes({id}) && ![{other}].includes({id}) && ![${NEIGHBOUR}, 1].includes({id})`,
    '[{other}, {id}].indexOf({id}) == 1 && [{id}].indexOf({other}) == -1 && [{id}, {id}].indexOf({id}, -1) == 1',
    `'' + {id} == '${ID}' && String({id}) == '${ID}' && 'id ' + {id} == 'id ${ID}'`,
    '{id} + 1 == 7615917337495251000 + 1 && {id} / {id} == 1 && Math.max({id}, 1) == 7615917337495251000',
    '!{zero} && ({zero} ? false : true) && ({zero} || true) && !Boolean({zero}) && {zero} === 0',
    "{id} != null && {id} !== null && {id} != true && {id} != 'x' && !({id} > 'x')",
    `7_615_917_337_495_251_231 == ${ID}`,
    '[1, 2][{zero}] == 1',
    "!('x' in {o})",
    "+'+5' === 5 && !(Number('+-5') == -5) && +' 0x10 ' == 16 && +'' === 0",
  ]) {
    it(`in a condition: ${condition}`, () => assert.ok(holds(condition, { ...scope, o: {} })));
  }

  it('is a number to a condition that cannot use one', () => {
    assert.throws(() => holds("'a' in {id}", scope), /\{id\} is a number, which `in`/);
    assert.throws(() => holds('{id}.includes(1)', scope), /\{id\} is a number, which has no includes/);
    assert.throws(() => holds('{id}', scope), new RegExp(`got ${ID}$`));
    assert.equal(evaluate('{id.length}', scope), null);
  });
});

describe('a JSON Schema, of numbers of many digits,', () => {
  const cases: [string, string, boolean][] = [
    ['{"type":"integer"}', ID, true],
    ['{"type":"integer"}', '1.5e30', true],
    ['{"type":"integer"}', '9007199254740991.4', false],
    ['{"type":"number"}', '0.12345678901234567890', true],
    ['{"type":"number"}', '1e400', true],
    ['{"type":["string","object","array","boolean","null"]}', ID, false],
    [`{"const":${ID}}`, ID, true],
    [`{"const":${ID}}`, NEIGHBOUR, false],
    [`{"enum":[1,${ID}]}`, NEIGHBOUR, false],
    ['{"enum":[1e30]}', '1000000000000000000000000000000', true],
    [`{"enum":[{"a":${ID}}]}`, `{"a":${NEIGHBOUR}}`, false],
    [`{"enum":[{"a":${ID}}]}`, `{"a":${ID}.0}`, true],
    [`{"maximum":${ID}}`, NEIGHBOUR, false],
    [`{"maximum":${ID}}`, ID, true],
    [`{"exclusiveMinimum":${ID}}`, ID, false],
    [`{"exclusiveMinimum":${ID}}`, NEIGHBOUR, true],
    ['{"minimum":5}', '-1e400', false],
    ['{"multipleOf":3}', '9007199254740993', true],
    ['{"multipleOf":3}', '9007199254740994', false],
    ['{"multipleOf":0.01}', '12345678901234567890.12', true],
    ['{"multipleOf":7}', '7e999999999', true],
    ['{"multipleOf":0.1}', '0.12345678901234567', false],
    ['{"multipleOf":9007199254740993}', '1e999999999', false],
    ['{"multipleOf":1e999999999}', '5.0000000000000000', false],
    ['{"uniqueItems":true}', `[${ID},${NEIGHBOUR}]`, true],
    ['{"uniqueItems":true}', `[${ID},${ID}.0]`, false],
    ['{"uniqueItems":true}', '[1.0000000000000000,1]', false],
  ];
  for (const [schema, value, expected] of cases)
    it(`${schema} ${expected ? 'takes' : 'refuses'} ${value}`, () => assert.equal(isValid(schema, value), expected));
});

describe('a field rule of the type bigint', () => {
  const shown = (request: object, parts: object): string => JSON.stringify(checked(request, parts));
  const body = (field: object, text: string): string =>
    shown({ body: { n: field } }, { body: { n: parseJsonText(text) } });
  const type = 'bigint';

  it('takes integers of any size', () => {
    for (const text of ['0', '-5', ID, `-${ID}`]) assert.equal(body({ type }, text), `{"body":{"n":${text}}}`);
    assert.equal(body({ type }, '1e3'), '{"body":{"n":1000}}');
    assert.equal(body({ type }, '-0'), '{"body":{"n":0}}');
    for (const text of ['1.5', '"5"', 'true', '[]', '{}', '1e1001', '9007199254740991.4'])
      assert.equal(body({ type }, text), '["request.body.n must be a bigint"]', text);
  });

  it('takes text where all is text', () => {
    const query = { n: { type }, list: { type: 'slice', items: { type } } };
    const given = { n: '-007615917337495251231', list: ['1', ID] };
    assert.equal(shown({ query }, { query: given }), `{"query":{"n":-${ID},"list":[1,${ID}]}}`);
    for (const n of ['1.0', '+1', '', 'x']) assert.match(shown({ query }, { query: { n } }), /n must be a bigint/);
  });

  it('takes text in forms and XML, and numbers in JSON texts', () => {
    const fields = { n: { type }, o: { type: 'object', attribute: { n: { type } } } };
    const read = (of: string, given: object): string => shown({ type: of, body: fields }, { body: given });
    const expected = `{"body":{"n":${ID},"o":{"n":${ID}}}}`;
    const o = parseJsonText(`{"n":${ID}}`);
    assert.equal(read('form', { n: ID, o: `{"n":${ID}}` }), expected);
    assert.equal(read('xml', { n: ID, o: { n: ID } }), expected);
    assert.equal(read('json', { n: numberFromJson(ID), o }), expected);
  });

  it('has bounds, allowed values and a default, to the last digit', () => {
    const id = numberFromJson(ID);
    assert.equal(body({ type, min: id }, String(BigInt(ID) - 1n)), `["request.body.n must be at least ${ID}"]`);
    assert.equal(body({ type, max: id }, NEIGHBOUR), `["request.body.n must be at most ${ID}"]`);
    assert.equal(body({ type, enum: [id, 5] }, NEIGHBOUR), `["request.body.n must be one of ${ID}, 5"]`);
    assert.equal(body({ type, enum: [id, 5] }, '5'), '{"body":{"n":5}}');
    assert.equal(body({ type, default: id }, 'null'), `{"body":{"n":${ID}}}`);
  });

  it('is checked when it is saved', () => {
    const wrong = (field: object): unknown[] =>
      checkRule({ name: 'a', method: 'POST', rule: { request: { body: { n: { type, ...field } } } } }).errors.map(
        ({ pointer, message }) => [pointer, message],
      );
    assert.deepEqual(wrong({ min: numberFromJson(NEIGHBOUR), max: numberFromJson(ID) }), [
      ['/request/body/n/min', `min ${NEIGHBOUR} is more than max ${ID}: no value can be right`],
    ]);
    assert.deepEqual(wrong({ default: 1.5 }), [['/request/body/n/default', 'must be a whole number, got 1.5']]);
    assert.deepEqual(wrong({ minLen: 1 }), [
      ['/request/body/n/minLen', 'the field minLen is unknown for the type bigint'],
    ]);
  });
});

describe('a field rule of the type float', () => {
  it('takes decimals of many digits, in the range of a double', () => {
    const float = (text: string): string =>
      JSON.stringify(checked({ body: { n: { type: 'float' } } }, { body: { n: parseJsonText(text) } }));
    assert.equal(float('0.12345678901234567890'), '{"body":{"n":0.12345678901234567890}}');
    assert.equal(float('1e400'), '["request.body.n must be a float"]');
    const query = checked({ query: { n: { type: 'float' } } }, { query: { n: '0.12345678901234567890' } });
    assert.equal(JSON.stringify(query), '{"query":{"n":0.12345678901234567890}}');
  });
});

describe('the numbers of a rule file', () => {
  const read = (text: string): string => {
    const parsed = parseRuleText(text, 'yaml');
    assert.ok(parsed.ok);
    return JSON.stringify(parsed.value);
  };

  it('keep their digits in YAML, also as keys and behind aliases', () => {
    assert.equal(read(`a: &a ${ID}\nb: [*a, +${ID}, 0${ID}, -1e400]`), `{"a":${ID},"b":[${ID},${ID},${ID},-1e400]}`);
    assert.equal(read(`${ID}: "${ID}"`), `{"${ID}":"${ID}"}`);
    assert.equal(
      read('[0xFFFFFFFFFFFFFFFFFF, 0o7777777777777777777777, .12345678901234567890, 12345678901234567890.]'),
      '[4722366482869645213695,73786976294838206463,0.12345678901234567890,12345678901234567890]',
    );
    assert.equal(read('[1, 1.5, 0x10, 1e3, 007]'), '[1,1.5,16,1000,7]');
  });

  it('keep their digits in JSON', () => {
    fc.assert(
      fc.property(longNumbers, (text) => {
        const parsed = parseRuleText(`{"a":[${text}]}`, 'json');
        assert.equal(JSON.stringify(parsed.ok && parsed.value), `{"a":[${text}]}`);
      }),
    );
  });
});

describe('a date-time', () => {
  const isTime = (text: string): boolean =>
    !Array.isArray(checked({ body: { t: { type: 'string', format: 'date-time' } } }, { body: { t: text } }));

  it('has a second 60 only where the day ends in UTC', () => {
    for (const text of [
      '2016-12-31T23:59:60Z',
      '2016-12-31T23:59:60.5+00:00',
      '2016-12-31T15:59:60-08:00',
      '2017-01-01T05:29:60+05:30',
    ])
      assert.ok(isTime(text), text);
    for (const text of [
      '2016-12-31T20:00:60Z',
      '2016-12-31T23:58:60Z',
      '2016-12-31T23:59:60+01:00',
      '2016-12-31T23:59:60-23:59',
      '2016-12-31T23:59:61Z',
    ])
      assert.ok(!isTime(text), text);
  });
});
