import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Attempt, ComponentResult } from '../../src/engine/port.ts';
import { StepgateError } from '../../src/error.ts';
import { logScriptLines } from '../../src/observe/log-script-lines.ts';

function attempt(): Attempt {
  return {
    run: { trx: 'TRX1', logId: 'abc' },
    component: 'c',
    trace: { requests: [], isLogged: false, logs: [], steps: [], warnings: [], logsDropped: 0 },
  } as unknown as Attempt;
}

/** An executor whose calls do what is given, and the lines of the log. */
function logged(execute: (of: Attempt) => Promise<ComponentResult>) {
  const lines: unknown[] = [];
  const note =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push([level, fields, message]);
  const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const executor = { resolve: () => ({}), execute: (_call: unknown, of: Attempt) => execute(of) };
  return { executor: logScriptLines(executor as never, log as never), lines };
}

const fields = { trx: 'TRX1', logId: 'abc', component: 'c' };

describe('what scripts log', () => {
  it('goes into the process log, with trx and log id', async () => {
    const { executor, lines } = logged(({ trace }) => {
      trace.logs.push({ level: 'warn', datetime: '', message: 'hello' });
      return Promise.resolve({ kind: 'value', result: { body: null } });
    });
    await executor.execute({} as never, attempt());
    assert.deepEqual(lines, [['warn', fields, 'hello']]);
  });

  it('goes there once for each attempt, of failed ones too', async () => {
    const { executor, lines } = logged(({ trace }) => {
      trace.logs.push({ level: 'info', datetime: '', message: `line ${trace.logs.length}` });
      return Promise.reject(new StepgateError('110002', 'failed'));
    });
    const same = attempt();
    await assert.rejects(executor.execute({} as never, same));
    await assert.rejects(executor.execute({} as never, same));
    assert.deepEqual(lines, [
      ['info', fields, 'line 0'],
      ['info', fields, 'line 1'],
    ]);
  });
});
