import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { describeEndpoints } from '../../src/gateway/openapi.ts';
import type { Json, JsonObject } from '../../src/json.ts';
import { checkRule } from '../../src/rule/check.ts';
import { ruleOf } from '../rule/rules.ts';
import { RunnerUnderTest, api } from './runner-under-test.ts';

/** How `response` answers where the component `a` gives `output`, or fails. */
async function answered(response: JsonObject, output: Json | StepgateError): Promise<unknown[]> {
  const run = new RunnerUnderTest({ record: true, components: [[api('a')]], response });
  if (output instanceof StepgateError) run.take('a').fail(output);
  else run.take('a').answer(output);
  const { status, headers, body } = await run.runner.answer;
  await run.runner.done;
  const warnings = (run.logs[0]?.warnings ?? []).map(({ layer, component, message }) => [layer, component, message]);
  return [status, { ...headers }, body, ...warnings];
}

function diagnosed(response: JsonObject): string[] {
  const { errors, warnings } = checkRule({ name: 'x', method: 'POST', rule: { response } }, {});
  return [...errors, ...warnings].map(({ severity, pointer, message }) => `${severity} ${pointer} ${message}`);
}

describe('response.cases', () => {
  const cases = [
    { when: '{a} == 1', status: 201, header: { x: '{a}' }, body: ['{a}'] },
    { when: '{a} > 0', status: '{a}', body: 'more' },
    { when: '{a} == 0' },
  ];
  const response = { cases, header: { y: 'z' }, body: 'none' };

  it('answer by the first that is true, with nothing of the response but its type', async () => {
    assert.deepEqual(await answered(response, 1), [201, { x: '1' }, [1]]);
    assert.deepEqual(await answered(response, 300), [300, {}, 'more']);
    assert.deepEqual(await answered(response, 0), [200, {}, { code: 200, msg: 'success', data: null }]);
  });

  it('leave the answer to the response where none is true', async () => {
    assert.deepEqual(await answered(response, -1), [200, { y: 'z' }, 'none']);
    assert.deepEqual(await answered({ ...response, defaultBody: 'default' }, -1), [200, { y: 'z' }, 'default']);
  });

  it('count as false where their `when` fails, and the log warns of it', async () => {
    const failing = {
      cases: [
        { when: "{a}.includes('x')", body: 1 },
        { when: '{a}', body: 2 },
      ],
      body: 3,
    };
    const [status, headers, body, ...warnings] = await answered(failing, null);
    assert.deepEqual([status, headers, body], [200, {}, 3]);
    assert.match(
      JSON.stringify(warnings),
      /^\[\[null,null,"response.cases\[0\].when counts as false: .+"\],\[null,null,"response.cases\[1\]/,
    );
  });

  it('fail as the response does', async () => {
    const [status, , body] = await answered({ cases: [{ when: 'true', status: '{a}' }] }, 'x');
    assert.deepEqual([status, (body as JsonObject).code], [500, '110004']);
  });

  it('are of nowResponse too', async () => {
    const components = [[api('a', { nowResponse: true })], [api('b')]];
    const run = new RunnerUnderTest({ components, response: { cases: [{ when: '{b} == null', body: 'early' }] } });
    run.take('a').answer(1);
    assert.equal((await run.runner.answer).body, 'early');
  });

  it('are checked when they are saved', () => {
    assert.deepEqual(diagnosed({ cases: [{ body: 1 }, { when: '{', status: 99, x: 1 }] }).sort(), [
      'error /response/cases/0/when the field when is missing',
      'error /response/cases/1/status must be at least 200, got 99',
      'error /response/cases/1/x the field x is unknown',
    ]);
    assert.deepEqual(diagnosed({ cases: [{ when: '{x.y} == 1', body: '{secret.A}' }, { when: '1 +' }] }), [
      'error /response/cases/1/when Unexpected token at column 4 of 1 +',
      "error /response/cases/0/body {secret.A}: a secret can be read only in a component's header, auth, url and input",
      'warning /response/cases/0/when {x.y}: nothing before it provides x',
    ]);
    assert.deepEqual(diagnosed({ cases: [{ when: 'true' }, { when: 'false' }] }), [
      'warning /response/cases/1 a case before it is always true: this case is never taken',
    ]);
    assert.deepEqual(diagnosed({ cases: [{ when: '1 > 2' }, { when: '{trx} == 1' }, { when: ' {trx} == 1' }] }), [
      'warning /response/cases/0 its `when` is always false: this case is never taken',
      'warning /response/cases/2 a case before it has the same `when`: this case is never taken',
    ]);
    assert.deepEqual(diagnosed({ from: 'a', cases: [] }).length, 2);
  });
});

describe('response.error as a list', () => {
  const error = [
    { when: "{error.code} == '110006' && {request.body.a} == null", status: 418, body: '{error.component}' },
    { when: '{error.code}', body: 'never' },
    { when: "{error.kind} == 'timeout'", type: 'text', body: 'late' },
  ];
  const late = new StepgateError('110007', 'late', { status: 504 });

  it('shapes a failure by the first that is true', async () => {
    const [status, headers, body] = await answered({ error }, new StepgateError('110006', 'no'));
    assert.deepEqual([status, headers, body], [418, {}, 'a']);
    const [slow, , told, ...warnings] = await answered({ error }, late);
    assert.deepEqual([slow, told], [504, 'late']);
    assert.match(JSON.stringify(warnings), /^\[\[null,null,"response.error\[1\].when counts as false: .+"\]\]$/);
  });

  it('leaves it as it is where none is true, and takes the one without `when` for all others', async () => {
    const [status, , body] = await answered({ error: error.slice(0, 1) }, late);
    assert.deepEqual([status, (body as JsonObject).code], [504, '110007']);
    const [other, , told] = await answered({ error: [error[0] ?? {}, { status: 500, body: 'default' }] }, late);
    assert.deepEqual([other, told], [500, 'default']);
  });

  it('has its default last', () => {
    assert.deepEqual(diagnosed({ error: [{ body: 1 }, { when: 'true', body: 2 }] }), [
      'error /response/error/0 a case without `when` is the default: it must be the last one',
    ]);
    assert.deepEqual(diagnosed({ error: [{ when: 'true' }, { body: 2 }] }), [
      'warning /response/error/1 a case before it is always true: this case is never taken',
    ]);
    assert.match(diagnosed({ error: { when: 'true' } }).join(), /\/response\/error\/when/);
    assert.match(diagnosed({ error: [{ body: '{err.code}' }] }).join(), /\{err.code\}: nothing before it provides err/);
  });
});

it('OpenAPI has the statuses of all answers that the rule names', async () => {
  const response = {
    status: '{request.body.s}',
    cases: [
      { when: 'true', status: 404 },
      { when: 'true', status: '{request.body.s}' },
    ],
    error: [
      { when: 'false', status: '409', body: 1 },
      { status: 500, type: 'text' },
    ],
  };
  const { paths } = await describeEndpoints([ruleOf({ response }, 'x')], { prefix: '/ps', version: '1' });
  const { responses } = (paths as Record<string, Record<string, { responses: JsonObject }>>)['/ps/x']?.post ?? {};
  assert.deepEqual(Object.keys(responses ?? {}), ['200', '404', '409', '500', 'default']);
  assert.deepEqual(responses?.['500'], {
    description: 'a failure',
    content: { 'text/plain': { schema: { $ref: '#/components/schemas/Failure' } } },
  });
});
