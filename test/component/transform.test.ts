import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createTransformExecutor } from '../../src/component/transform.ts';
import type { Attempt } from '../../src/engine/port.ts';
import type { SandboxCall } from '../../src/sandbox/sandbox.ts';

it('an expression is one version in the sandbox, whatever component it is of', async () => {
  const calls: SandboxCall[] = [];
  const executor = createTransformExecutor({
    run: (call) => {
      calls.push(call);
      return Promise.resolve({ kind: 'value', json: '{"a":1}' });
    },
  });
  for (const [component, expression] of [
    ['each[0]', 'a'],
    ['each[1]', 'a'],
    ['other', 'b'],
  ] as const) {
    const attempt = { component, run: { trx: 'T', logId: 'L' }, timeoutMs: 5000 } as Attempt;
    const given = await executor.execute({ type: 'transform', expression, input: { x: 1 } }, attempt);
    assert.deepEqual(given, { kind: 'value', result: { body: { a: 1 } } });
  }
  const [first, second, third] = calls.map(({ script }) => script.version);
  assert.equal(first, second);
  assert.notEqual(first, third);
  assert.deepEqual(
    calls.map(({ script, input, timeoutMs }) => [script.name, script.source, script.language, input, timeoutMs]),
    [
      ['each[0]', 'a', 'jsonata', '{"x":1}', 5000],
      ['each[1]', 'a', 'jsonata', '{"x":1}', 5000],
      ['other', 'b', 'jsonata', '{"x":1}', 5000],
    ],
  );
});
