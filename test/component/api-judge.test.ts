import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeApi } from '../../src/component/api-judge.ts';
import { StepgateError } from '../../src/error.ts';
import type { JsonObject } from '../../src/json.ts';
import type { ResultScope } from '../../src/rule/compiled.ts';
import { apiCall } from './api-under-test.ts';

const NOW = Date.UTC(2030, 0, 1);

/** What judging an answer of a component with these fields throws; undefined: a success. */
function verdict(fields: JsonObject, result: Partial<ResultScope>): StepgateError | undefined {
  try {
    judgeApi(apiCall({ url: 'http://x/', ...fields }), { body: null, status: 200, header: {}, ...result }, () => NOW);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof StepgateError);
    return error;
  }
}

describe('an answer', () => {
  it('is a success below 400, and error 110006 from there on', () => {
    for (const status of [200, 204, 302, 399]) assert.equal(verdict({}, { status }), undefined);
    for (const status of [400, 404, 500, 599]) {
      const error = verdict({}, { status });
      assert.deepEqual([error?.code, error?.status], ['110006', 502]);
      assert.match(error?.message ?? '', new RegExp(`status ${status}`));
    }
  });

  it('is judged by responseCondition alone where there is one', () => {
    const fields = { responseCondition: "{code} == 0 && {$status} < 500 && {$header.X-Ok} == 'yes'" };
    const good = { body: { code: 0 }, status: 404, header: { 'x-ok': 'yes' } };
    assert.equal(verdict(fields, good), undefined);
    for (const bad of [{ body: { code: 1 } }, { status: 500 }, { header: {} }, { body: null }, { body: 'text' }]) {
      assert.equal(verdict(fields, { ...good, ...bad })?.code, '110006');
    }
  });

  it('is error 110004 where the condition fails', () => {
    assert.equal(verdict({ responseCondition: "{list}.includes('a')" }, {})?.code, '110004');
    assert.equal(verdict({ responseCondition: '{code}' }, { body: { code: 1 } })?.code, '110004');
  });

  it('is retryable with 429, 502, 503 and 504 only, with a condition too', () => {
    for (const fields of [{}, { responseCondition: 'false' }]) {
      for (const status of [400, 404, 408, 425, 429, 500, 501, 502, 503, 504, 505]) {
        const expected = [429, 502, 503, 504].includes(status);
        assert.equal(verdict(fields, { status })?.retryable, expected, String(status));
      }
    }
    assert.equal(verdict({ responseCondition: 'false' }, { status: 200 })?.retryable, false);
  });

  it('has the message of errMsg, where that comes to something', () => {
    const body = { msg: 'no stock', detail: { left: 0 } };
    for (const field of ['errMsg', 'errorMsg']) {
      assert.equal(verdict({ [field]: '{msg}' }, { status: 500, body })?.message, 'no stock');
    }
    assert.equal(
      verdict({ errMsg: 'sorry: {msg} ({$status})' }, { status: 500, body })?.message,
      'sorry: no stock (500)',
    );
    assert.equal(verdict({ errMsg: '{detail}' }, { status: 500, body })?.message, '{"left":0}');
    assert.match(verdict({ errMsg: '{nope}' }, { status: 500, body })?.message ?? '', /status 500/);
    assert.match(verdict({ responseCondition: '{a} == 1' }, { body })?.message ?? '', /status 200.*\{a\} == 1/);
  });

  it('is of business below 500 and where a failure says what it means, of the system from 500 on', () => {
    const fields = { responseCondition: 'false' };
    for (const status of [200, 404, 499]) assert.equal(verdict(fields, { status })?.kind, 'business');
    for (const status of [500, 503]) assert.equal(verdict(fields, { status })?.kind, 'system');
    assert.equal(verdict({ failure: [{ when: 'true' }] }, { status: 503 })?.kind, 'business');
  });

  const waits: [string, number | undefined][] = [
    ['7', 7000],
    ['0', 0],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    [new Date(NOW - 90_000).toUTCString(), 0],
    ['soon', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['', undefined],
  ];
  for (const [retryAfter, ms] of waits) {
    it(`asks for a wait with Retry-After: ${retryAfter}`, () => {
      const error = verdict({}, { status: 503, header: { 'retry-after': retryAfter } });
      assert.equal(error?.retryAfterMs, ms);
    });
  }
});
