import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ComponentLog, RunLog } from './run-log.ts';
import { mocksOf, readTry, tryText } from './try-request.ts';

describe('a request that is tried again', () => {
  it('is the logged one, without what the gateway adds', () => {
    const logged = { method: 'POST', path: '/ps/a', query: { x: '1' }, body: { a: 1 }, ip: '127.0.0.1' };
    assert.deepEqual(JSON.parse(tryText(logged)), {
      method: 'POST',
      path: '/ps/a',
      params: {},
      query: { x: '1' },
      header: {},
      body: { a: 1 },
    });
  });

  it('is answered as the components answered then, the last attempt of each', () => {
    const log = (name: string, part: Partial<ComponentLog>) => ({
      name,
      error: null,
      output: null,
      is_skip: false,
      ...part,
    });
    const error = { code: '110007', msg: 'away', component: 'b' };
    const component_logs = [
      log('a', { output: { id: 1 } }),
      log('b', { error }),
      log('c', { is_skip: true }),
      log('b', { output: 2 }),
      log('d', { error }),
    ];
    assert.deepEqual(mocksOf({ step_logs: [{ component_logs }] } as unknown as RunLog), {
      a: { output: { id: 1 } },
      b: { output: 2 },
      d: { error: { code: '110007', msg: 'away' } },
    });
  });

  it('is told to be wrong before it is sent', () => {
    assert.deepEqual(readTry('{"body": 1}', JSON.parse), { request: { body: 1 } });
    assert.deepEqual(readTry('{', JSON.parse), { wrong: 'run.tryNoJson' });
    for (const text of ['[]', 'null', '{"url": 1}'])
      assert.deepEqual(readTry(text, JSON.parse), { wrong: 'run.tryNoObject' });
  });
});
