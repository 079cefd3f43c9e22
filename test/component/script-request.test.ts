import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sendScriptRequest } from '../../src/component/script-request.ts';
import { createResultCache } from '../../src/engine/cache.ts';
import type { Attempt, ResolvedApi } from '../../src/engine/port.ts';
import { StepgateError } from '../../src/error.ts';
import type { Json, JsonObject } from '../../src/json.ts';
import type { ResultScope } from '../../src/rule/compiled.ts';

type Answer = Pick<ResultScope, 'body' | 'status'> | StepgateError;

/** What `ctx.request` with these options gives, or throws, where the upstream answers so, one call after the other. */
async function sent(options: JsonObject, ...answers: readonly Answer[]) {
  const calls: ResolvedApi[] = [];
  const keys = new Set<string>();
  const api = {
    resolve: () => assert.fail('there is nothing to resolve'),
    execute: (call: ResolvedApi, { idempotencyKey }: Attempt) => {
      keys.add(idempotencyKey);
      const answer = answers[calls.push(call) - 1] ?? assert.fail('one call too many');
      if (answer instanceof StepgateError) return Promise.reject(answer);
      return Promise.resolve({ kind: 'value' as const, result: { header: {}, ...answer } });
    },
  };
  const waits: number[] = [];
  const clock = { sleep: (ms: number) => Promise.resolve(void waits.push(ms)) };
  const deps = { api, cache: createResultCache(), secrets: () => ({}), clock };
  const attempt = { idempotencyKey: 'K', signal: new AbortController().signal, trace: { requests: [] } };
  const given = await sendScriptRequest(deps as never, attempt as never, { url: 'http://a', ...options }, 1, '').then(
    (value: Json) => ({ value, error: undefined }),
    (error: unknown) => ({ value: undefined, error: error as StepgateError }),
  );
  return { ...given, calls, waits, keys: [...keys] };
}

const answer = (body: Json, status = 200): Answer => ({ body, status });

describe('ctx.request', () => {
  it('judges the answer by responseCondition, with errMsg as the message', async () => {
    const options = { responseCondition: '{code} == 0', errMsg: 'no: {msg}' };
    assert.deepEqual((await sent(options, answer({ code: 0 }, 404))).value, { code: 0 });
    const { error } = await sent(options, answer({ code: 1, msg: 'sold out' }));
    assert.deepEqual([error?.code, error?.message, error?.kind], ['110006', 'no: sold out', 'business']);
    const other = await sent({ responseCondition: 'false', errorMsg: 'other' }, answer(null));
    assert.equal(other.error?.message, 'other');
  });

  it('judges with onlyData: false only where there is a condition', async () => {
    const all = { onlyData: false };
    const { value } = await sent({ ...all, failure: [{ when: 'true', output: 1 }] }, answer({}, 500));
    assert.deepEqual(value, { data: {}, status: 500, header: {}, cookies: {} });
    assert.equal((await sent({ ...all, responseCondition: '{$status} < 300' }, answer({}, 300))).error?.code, '110006');
  });

  it('knows what failures mean', async () => {
    const failure = [
      { when: '{$status} == 404', output: { none: '{id}' } },
      { when: '{$status} == 409', code: 'TAKEN', msg: '{by}', status: 409 },
    ];
    assert.deepEqual((await sent({ failure }, answer({ id: 7 }, 404))).value, { none: 7 });
    const { error } = await sent({ failure }, answer({ by: 'Bo' }, 409));
    assert.deepEqual([error?.code, error?.message, error?.status], ['TAKEN', 'Bo', 409]);
  });

  it('calls again after retryable failures, under the same key', async () => {
    const reset = new StepgateError('110007', 'reset', { reason: 'reset' });
    const { value, calls, waits, keys } = await sent({ retryMaxCount: 2 }, reset, answer({}, 503), answer(1));
    assert.deepEqual([value, calls.length, waits.length, keys], [1, 3, 2, ['K-1']]);
    assert.ok(waits.every((ms) => ms <= 200));
    assert.equal((await sent({ retryMaxCount: 1 }, reset, reset)).error, reset);
    assert.equal((await sent({ retryMaxCount: 1, retryOn: [500] }, reset)).error, reset);
    assert.equal((await sent({ retryMaxCount: 1, retryOn: [500] }, answer(0, 500), answer(1))).value, 1);
    assert.equal((await sent({ retryMaxCount: 1 }, answer({}, 400))).error?.code, '110006');
    assert.equal((await sent({}, reset)).error, reset);
  });

  it('keeps in the cache what the condition lets through', async () => {
    const options = { isCache: true, responseCondition: '{ok}', onlyData: true };
    assert.equal((await sent(options, answer({ ok: false }))).error?.code, '110006');
    assert.deepEqual((await sent(options, answer({ ok: true }, 404))).value, { ok: true });
  });

  it('sends `input` as it sends `body`, as requestType says', async () => {
    const { calls } = await sent({ method: 'POST', input: { a: 1 }, requestType: 'form' }, answer(1));
    assert.deepEqual([calls[0]?.input, calls[0]?.call.dataType], [{ a: 1 }, 'form']);
    assert.deepEqual((await sent({ method: 'POST', body: { b: 1 } }, answer(1))).calls[0]?.input, { b: 1 });
  });

  it('refuses what is no condition and no template', async () => {
    const message = async (options: JsonObject): Promise<string> => {
      const { error, calls } = await sent(options);
      assert.deepEqual([error?.code, calls.length], ['110005', 0]);
      return error?.message ?? '';
    };
    assert.match(
      await message({ responseCondition: '{a} ==' }),
      /^ctx.request: argument 1 \(options.responseCondition\): /,
    );
    assert.match(await message({ errMsg: '{$staus}' }), /\(options.errMsg\): \{\$staus\} is no placeholder/);
    assert.match(await message({ failure: [{ when: 'x' }] }), /\(options.failure.0.when\): /);
    assert.match(await message({ failure: [{ when: 'true', output: 1, code: 'X' }] }), /\(options.failure.0.code\): /);
  });
});
