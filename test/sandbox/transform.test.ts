import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSandbox } from './open-sandbox.ts';
import type { RunOptions } from './open-sandbox.ts';

const { run, value, sandbox } = (() => {
  // Little memory is sooner used up.
  const opened = openSandbox({ memoryBytes: 128 * 1024 ** 2 });
  return { ...opened, sandbox: () => opened.sandbox };
})();

const transform = (expression: string, input: unknown = null, options: RunOptions = {}) =>
  run(expression, { language: 'jsonata', name: 'totals', input, ...options });
const valueOf = (expression: string, input?: unknown) => value(expression, { language: 'jsonata', input });

async function errorOf(expression: string, input?: unknown): Promise<string> {
  const ran = await transform(expression, input);
  return ran.kind === 'error' ? `${ran.code} ${ran.message}` : JSON.stringify(ran);
}

describe('a transform in the sandbox', () => {
  it('gives the value of its expression', async () => {
    const lines = [
      { price: 2, qty: 3, sku: 'a' },
      { price: 10, qty: 1, sku: 'b' },
    ];
    const expression = '{ "sum": $sum(lines.(price * qty)), "skus": lines.sku[] }';
    assert.deepEqual(await valueOf(expression, { lines }), { sum: 16, skus: ['a', 'b'] });
    assert.deepEqual(await valueOf(expression, { lines: [] }), {});
    assert.equal(await valueOf('nothing.here', {}), null);
    assert.equal(await valueOf('$', null), null);
  });

  it('has the ids of the run, and base64 as JSONata has it', async () => {
    assert.deepEqual(await valueOf('[$trx(), $logId(), $length($uuid())]'), [
      'TRX0198D0A0000070008000000000000001',
      '0af7651916cd43dd8448eb211c80319c',
      36,
    ]);
    assert.deepEqual(await valueOf('[$base64encode("myuser:mypass"), $base64decode("bXl1c2VyOm15cGFzcw==")]'), [
      'bXl1c2VyOm15cGFzcw==',
      'myuser:mypass',
    ]);
  });

  it('fails with the code and the position of JSONata', async () => {
    assert.equal(
      await errorOf('1 + a', { a: 'x' }),
      '110002 T2002: The right side of the "+" operator must evaluate to a number (position 3)',
    );
    assert.equal(await errorOf('$number("x")'), '110002 D3030: Unable to cast value to a number: "x" (position 8)');
    assert.equal(await errorOf('$error("no")'), '110002 D3137: no (position 7)');
    assert.equal(
      await errorOf('($f := function($x){ 1 + $f($x) }; $f(1))'),
      '110002 D1011: Stack overflow. Check for non-terminating recursive function.  Consider rewriting as tail-recursive (position 28)',
    );
    assert.equal(await errorOf('{"a": $sum}'), '110003 the return value contains a function');
    assert.equal(await errorOf('function($x){$x}'), '110003 the return value contains a function');
    assert.equal(await errorOf('/ab/'), '110003 the return value contains a function');
    assert.equal(await errorOf('1 +'), '110001 S0207: Unexpected end of expression (position 3)');
  });

  it('has no $eval', async () => {
    assert.equal(await errorOf('$eval("1")'), '110001 $eval is not there in a transform (position 5)');
  });

  it('leaves nothing behind for the next call', async () => {
    // With a $clone that copies nothing, `|…|` changes what it is given, and takes from functions what marks them as such.
    const opened = (name: string, value: string) =>
      `$clone := function($x){ $x }; $${name} := {"f": ${value}} ~> |f|{}, ["_jsonata_function", "_jsonata_lambda"]|;`;
    const lambda = opened('o', 'function($x){ $x + 1 }');
    const attempts = [
      `(${opened('o', '$sum')} $sum([1, 2]))`,
      `(${opened('o', '$sum')} $o ~> |f.signature|{"definition": "x"}|)`,
      `(${opened('o', '$uppercase ~> $lowercase')} $o ~> |f.body|{"type": "string", "value": "bad"}|)`,
      `(${lambda} $o ~> |f.body|{"type": "string", "value": "bad"}|)`,
      `(${lambda} $o ~> |f.environment.global|{"x": 1}|)`,
      `(${lambda} $l := $o.f.environment.lookup; {"a": $l("max")} ~> |a|{"x": 1}|)`,
      `(${lambda} $l := $o.f.environment.lookup; {"a": $l("now")} ~> |a|{"x": 1}|)`,
      `(${lambda} $l := $o.f.environment.lookup; $l("eval")("1"))`,
    ];
    for (const attempt of [...attempts, ...attempts]) {
      assert.match(await errorOf(attempt), /read only|not extensible|T1006|T0410/, attempt);
    }
    assert.equal(await valueOf('$sum([1, 2])'), 3);
    assert.equal(await valueOf('($uppercase ~> $lowercase)("Ab")'), 'ab');
    assert.equal(await valueOf('$max([1, 2])'), 2);
  });

  it('says where its own call went wrong, not where one before did', async () => {
    assert.match(await errorOf('[$number("1"), $map(["x"], $number)]'), /\(position 20\)$/);
    assert.match(await errorOf('$map(["x"], $number)'), /\(position 5\)$/);
  });

  it('is stopped when its time is over, in a pattern too', async () => {
    const loop = await transform('($f := function($n){ $f($n + 1) }; $f(0))', null, { timeoutMs: 300 });
    assert.equal(
      loop.kind === 'error' && `${loop.code} ${loop.message}`,
      '110012 transform totals did not end within 300 ms',
    );
    const pattern = await transform('$match(text, /^(a+)+$/)', { text: `${'a'.repeat(60)}b` }, { timeoutMs: 300 });
    assert.equal(pattern.kind === 'error' && pattern.code, '110012');
  });

  it('fails when it takes too much memory', async () => {
    const expression = '$map([1..100], function($i){ $split($pad("", 3000000, ","), ",") })';
    const ran = await transform(expression, null, { timeoutMs: 20_000 });
    assert.equal(ran.kind === 'error' && ran.code, '110013');
  });
});

describe('what is wrong with an expression', () => {
  const check = (expression: string) => sandbox().check(expression, 'jsonata');

  it('is found without running it', async () => {
    assert.deepEqual(await check('$sum(lines.price)'), []);
    assert.deepEqual(await check('$sum(lines.price'), [
      { message: 'S0203: Expected ")" before end of expression (position 16)' },
    ]);
    // On a busy machine its time is over before its stack is.
    const [deep] = await check(`${'['.repeat(30_000)}1${']'.repeat(30_000)}`);
    assert.match(deep?.message ?? '', /^the expression (is nested too deeply|takes too long to parse)/);
    assert.deepEqual(await check('a.$eval(b)'), [{ message: '$eval is not there in a transform (position 7)' }]);
    assert.deepEqual(await check('/a{2,1}/'), [
      { message: 'SyntaxError: Invalid regular expression: /a{2,1}/g: numbers out of order in {} quantifier' },
    ]);
  });

  it('is that it cannot be parsed in time, and the next one is checked all the same', async () => {
    const nested = `${'('.repeat(40)}a${' ?: b)'.repeat(40)}`;
    assert.match(JSON.stringify(await check(nested)), /takes too long to parse, or too much memory/);
    assert.deepEqual(await check('a'), []);
  });
});
