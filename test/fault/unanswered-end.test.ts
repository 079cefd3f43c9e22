import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, it } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import type { Clock } from '../../src/clock.ts';
import type { EngineDeps } from '../../src/engine/engine-deps.ts';
import type { Answer, StartedRun } from '../../src/engine/engine.ts';
import { newTrx } from '../../src/engine/ids.ts';
import type { RunRepository } from '../../src/engine/port.ts';
import type { JsonObject } from '../../src/json.ts';
import { direct } from '../store/direct.ts';
import { onEachDatabase } from '../store/store-under-test.ts';
import { databaseAway } from './failpoint.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { compiled, createRig } from './rig.ts';
import type { Rig } from './rig.ts';
import { layers } from './rules.ts';

onEachDatabase('an end without an answer, for longer than a run waits for the database', (db) => {
  let ledger: Ledger;
  let rig: Rig;
  /** Until when the database is away: until the run gives up and is suspended, or until it is called back. */
  let isBackInTime: boolean;
  let isAway: boolean;
  let troubles: unknown[];
  before(async () => (ledger = await startLedger()));
  after(() => ledger.close());
  beforeEach(() => {
    [isBackInTime, isAway, troubles] = [true, false, []];
    rig = createRig({ store: db.store, owner: randomUUID(), between });
  });

  it('is looked up before the client is answered: it has happened', async () => {
    const { answer, status, trx } = await play();
    assert.deepEqual([answer.status, answer.body, status], [200, { done: 'b' }, 'success']);
    await checkFound(trx, 0);
    await rig.close();
  });

  it('the same of a recovery: it is in the log once', async () => {
    ledger.answerWith(({ component }) => (component === 'b' ? 503 : 200));
    const { trx, answer } = await play();
    assert.equal(answer.status, 202);
    ledger.answerWith(() => 200);
    const recovered = await ended(await rig.engine.recover(trx, {}, 'olga'));
    assert.deepEqual([recovered.answer.status, recovered.status], [200, 'success']);
    await checkFound(trx, 1);
    await rig.close();
  });

  it('the same when the database is back only after the answer: what has happened stays, its log too', async () => {
    isBackInTime = false;
    const { answer, trx } = await play();
    assert.equal(answer.status, 202);
    isAway = false;
    await rig.engine.drain(0);
    await checkFound(trx, 0);
    assert.deepEqual(troubles, []);
    await rig.close();
  });

  function between(deps: EngineDeps): EngineDeps {
    const onError = (error: unknown): void => void troubles.push(error);
    return { ...deps, onError, clock: impatient(), repository: unreachableRepository(deps.repository) };
  }

  /** The end is committed, and the database is away from then on. */
  function unreachableRepository(real: RunRepository): RunRepository {
    const pass = <T>(work: () => Promise<T>): Promise<T> => (isAway ? Promise.reject(databaseAway()) : work());
    return {
      ...real,
      insert: (run) => pass(() => real.insert(run)),
      checkpoint: (trx, epoch, patch) => pass(() => real.checkpoint(trx, epoch, patch)),
      claim: (trx, owner) => pass(() => real.claim(trx, owner)),
      get: (trx) => pass(() => real.get(trx)),
      renewLeases: (owner, trxs) => real.renewLeases(owner, trxs),
      reapExpired: () => real.reapExpired(),
      dueForUndo: (limit) => real.dueForUndo(limit),
      claimUndo: (trx, owner) => real.claimUndo(trx, owner),
      outboxLogs: () => real.outboxLogs(),
      async transition(trx, from, epoch, to, patch) {
        if (to === 'suspended' && isBackInTime) isAway = false;
        const happened = await pass(() => real.transition(trx, from, epoch, to, patch));
        if (to !== 'success') return happened;
        isAway = true;
        throw databaseAway();
      },
    };
  }

  async function play(): Promise<{ trx: string; answer: Answer; status: string }> {
    const components = layers(`${ledger.url}/rule`, [['a'], ['b']]) as JsonObject[][];
    const response = { body: { done: '{b.component}' } };
    const trx = newTrx();
    const rule = compiled({ durable: true, record: true, components, response });
    return { trx, ...(await ended(rig.run(rule, randomUUID(), trx))) };
  }

  async function checkFound(trx: string, recoveries: number): Promise<void> {
    assert.equal((await db.store.runs.get(trx))?.status, 'success');
    await direct(db.url, 'UPDATE run SET owed_at = 1 WHERE owed_at IS NOT NULL');
    await rig.reap();
    const log = await db.store.runLogs.get(trx);
    assert.deepEqual([log?.status, log?.error, log?.recoveries.length], ['success', null, recoveries]);
    assert.deepEqual(log?.response, { status: 200, header: {}, body: { done: 'b' } });
  }
});

async function ended(run: StartedRun): Promise<{ answer: Answer; status: string }> {
  const [answer, status] = await Promise.all([run.answer, run.done]);
  return { answer, status };
}

/** A clock that does not wait, and is later afterwards all the same. */
function impatient(): Clock {
  let slept = 0;
  return {
    ...systemClock,
    elapsed: () => systemClock.elapsed() + slept,
    sleep: (ms) => Promise.resolve(void (slept += ms)),
  };
}
