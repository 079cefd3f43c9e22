import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Attempt, ComponentResult, Executors } from '../../src/engine/port.ts';
import { StepgateError } from '../../src/error.ts';
import { observeExecutors } from '../../src/observe/observe-executors.ts';

function attempt(): Attempt {
  return {
    run: { trx: 'TRX1', logId: 'abc' },
    component: 'c',
    trace: { requests: [], logs: [], steps: [], warnings: [], logsDropped: 0 },
  } as unknown as Attempt;
}

/** Executors whose calls do what is given, and what of them is seen. */
function observed(execute: (of: Attempt) => Promise<ComponentResult>) {
  const lines: unknown[] = [];
  const failed: string[] = [];
  const note =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push([level, fields, message]);
  const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const executor = { resolve: () => ({}), execute: (_call: unknown, of: Attempt) => execute(of) };
  const executors = observeExecutors({ api: executor, script: executor } as unknown as Executors, {
    log: log as never,
    upstreamFailed: (code) => failed.push(code),
  });
  return { executors, lines, failed };
}

const request = { url: '', method: 'GET', start_datetime: '', run_time: 1 };
const done: ComponentResult = { kind: 'value', result: { body: null } };

describe('what is seen of components', () => {
  it('puts what a script logs into the process log, with trx and log id', async () => {
    const { executors, lines } = observed(({ trace }) => {
      trace.logs.push({ level: 'warn', datetime: '', message: 'hello' });
      return Promise.resolve(done);
    });
    await executors.script.execute({} as never, attempt());
    assert.deepEqual(lines, [['warn', { trx: 'TRX1', logId: 'abc', component: 'c' }, 'hello']]);
  });

  it('counts calls that got no answer, or one of 400 or more, once for each attempt', async () => {
    const { executors, failed } = observed(({ trace }) => {
      trace.requests.push({ ...request, status_code: null, error: { code: '110007', msg: 'refused' } });
      trace.requests.push({ ...request, status_code: 503, error: null });
      trace.requests.push({ ...request, status_code: 200, error: null });
      return Promise.reject(new StepgateError('110007', 'refused'));
    });
    const same = attempt();
    await assert.rejects(executors.api.execute({} as never, same));
    await assert.rejects(executors.api.execute({} as never, same));
    assert.deepEqual(failed, ['110007', '110006', '110007', '110006']);
  });
});
