import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { cancelKept, reap } from '../../src/engine/at-rest.ts';
import type { CancelDeps } from '../../src/engine/at-rest.ts';
import type { Answer } from '../../src/engine/engine.ts';
import { readState, writeState } from '../../src/engine/kept-state.ts';
import type { KeptState } from '../../src/engine/kept-state.ts';
import type { KeptRun, RunRepository, SideWrites } from '../../src/engine/port.ts';
import type { RunLog } from '../../src/engine/run-log.ts';
import { newRunLog } from '../../src/engine/run-record.ts';
import { StepgateError } from '../../src/error.ts';
import { compileRule } from '../../src/rule/compile.ts';
import { createManualClock } from '../fixture/manual-clock.ts';
import { createMemoryRepository } from '../model/real/memory-repository.ts';
import { keptRun } from '../store/kept-run.ts';
import { operator } from '../store/store-under-test.ts';

const TRX = 'TRX00000000000000000000000000000001';
const clock = createManualClock(1_000_000);

/** A state at the second of two layers. */
function stateOf(fields: Partial<KeptState> = {}): KeptState {
  const api = (name: string) => ({ name, type: 'api', url: `http://127.0.0.1/${name}` });
  const components = [[api('a')], [api('b')]];
  const rule = {
    name: 'x',
    method: 'POST',
    rule: { durable: true, recover: { auto: true, max: 3, wait: 5 }, components },
  };
  const request = { method: 'POST', path: '/ps/x', params: {}, query: {}, header: {}, body: {}, ip: '127.0.0.1' };
  const log = newRunLog(compileRule(rule, 'V1'), request, { trx: TRX, logId: '1'.repeat(32) }, clock.now());
  const nothing = { scriptData: {}, steps: {}, failed: null, responded: null, pendingAnswer: false };
  return { ...nothing, rule: { ...rule, desc: '' }, data: { request }, log, ...fields };
}

describe('a kept run that no process has under way', () => {
  let repository: RunRepository;
  let logs: RunLog[];
  let notes: string[];
  let deps: CancelDeps;

  beforeEach(() => {
    repository = createMemoryRepository();
    logs = [];
    notes = [];
    deps = {
      repository,
      clock,
      runLogs: { fit: (log) => Promise.resolve(log), write: (log) => Promise.resolve(void logs.push(log)) },
      compile: compileRule,
      environment: () => ({ secret: {}, var: {} }),
      encode: ({ status, body }: Answer) => Promise.resolve(`${status} ${JSON.stringify(body)}`),
      note: (_level, _fields, message) => notes.push(message),
      callers: { suspended: () => undefined, left: () => undefined, settled: () => undefined },
      onError: (error) => assert.fail(String(error)),
    };
  });

  const kept = async (state: KeptState): Promise<void> =>
    repository.insert(keptRun({ trx: TRX, status: 'running', curStep: 2, state: await writeState(state) }));
  const found = async (): Promise<KeptRun & SideWrites> => (await repository.get(TRX)) as KeptRun & SideWrites;

  it('is suspended when its process has died: its log and its answer are in the write that says when it goes on', async () => {
    await kept(stateOf({ pendingAnswer: true }));
    await reap(deps);
    const { status, cause, recoverAt, log, answerIfPending } = await found();
    assert.deepEqual([status, cause, recoverAt], ['suspended', 'crash', clock.now() + 5000]);
    assert.match(String(answerIfPending), /^202 .*"code":"000503".*"status":"suspended"/);
    assert.ok(typeof log === 'object');
    assert.deepEqual([log.status, log.cur_step, log.error], ['suspended', 2, null]);
    assert.deepEqual(logs, [log]);
    assert.match(notes.join(), /has died.* resumes by itself/);
  });

  it('has its log when its rule no longer compiles', async () => {
    const errors: string[] = [];
    const compile = (): never => assert.fail('a rule of an older version');
    await kept(stateOf({ pendingAnswer: true }));
    await reap({ ...deps, compile, onError: (error) => errors.push(String(error)) });
    const { status, log, answerIfPending } = await found();
    assert.deepEqual([status, logs, answerIfPending], ['suspended', [log], undefined]);
    assert.match(errors.join(), /of an older version/);
  });

  it('has no answer where its client has one', async () => {
    await kept(stateOf());
    await reap(deps);
    assert.equal((await found()).answerIfPending, undefined);
  });

  it('is left alone when an operator has recovered it before its log was written', async () => {
    await kept(stateOf());
    const reaped = await repository.reapExpired();
    await repository.claim(TRX, 'other');
    const reapExpired = () => Promise.resolve(reaped.splice(0));
    await reap({ ...deps, repository: { ...repository, reapExpired } });
    assert.deepEqual([(await found()).status, (await found()).log, logs.length], ['recovering', undefined, 0]);
  });

  it('is given up in one write with its log, its answer and the entry of the audit log; once', async () => {
    await kept(stateOf({ pendingAnswer: true }));
    await reap(deps);
    const row = await found();
    const audit = { operator, action: 'run.cancel', target: TRX, before: null, after: null };
    const error = new StepgateError('110010', 'cancelled: no longer wanted');
    assert.equal(await cancelKept(deps, row, error, audit), true);
    const { status, errCode, recoverAt, log, answer, audit: written } = await found();
    assert.deepEqual([status, errCode, recoverAt, written], ['cancelled', '110010', null, audit]);
    assert.match(String(answer), /^409 .*"code":"110010"/);
    assert.ok(typeof log === 'object');
    assert.deepEqual([log.status, log.error?.code, log.response], ['cancelled', '110010', null]);
    assert.equal(logs.at(-1), log);
    assert.equal(await cancelKept(deps, row, error, audit), false);
    assert.equal(await cancelKept(deps, await found(), error, audit), false);
    assert.equal(logs.length, 2);
  });

  it('has its log written where its process has left it behind', async () => {
    const state = await writeState(stateOf());
    const own = (await readState(state)).log;
    const outboxLogs = () => Promise.resolve([{ state }, { log: own }]);
    await reap({ ...deps, repository: { ...repository, outboxLogs } });
    assert.deepEqual(logs, [own, own]);
  });
});
