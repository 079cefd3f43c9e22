import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { LeaseLostError, createRunLedger } from '../../src/engine/run-ledger.ts';
import type { RunLedger } from '../../src/engine/run-ledger.ts';
import type { NewKeptRun, RunRepository, RunStatus } from '../../src/engine/port.ts';
import { createManualClock } from '../fixture/manual-clock.ts';
import type { ManualClock } from '../fixture/manual-clock.ts';
import { createMemoryRepository } from '../model/real/memory-repository.ts';
import { keptRun } from '../store/kept-run.ts';

const TRX = 'TRX00000000000000000000000000000001';
const LEASE_MS = 15_000;
/** Longer than any write is tried again. */
const LONG_MS = 6000;

const row = (status: RunStatus, recoverAt: number | null = null): NewKeptRun =>
  keptRun({ trx: TRX, status, owner: 'me', recoverAt });

describe('what is kept of a run', () => {
  let clock: ManualClock;
  let memory: RunRepository;
  let away: 'no' | 'yes' | 'silent';
  let shutdown: AbortController;
  let deferred: (() => Promise<void>)[];
  let ledger: RunLedger;

  beforeEach(() => {
    clock = createManualClock(1000);
    memory = createMemoryRepository();
    away = 'no';
    shutdown = new AbortController();
    deferred = [];
    const repository = between(memory);
    const defer = (_trx: string, write: () => Promise<void>): void => void deferred.push(write);
    ledger = createRunLedger({ repository, clock, leaseMs: LEASE_MS, defer, shutdownSignal: shutdown.signal }, TRX);
  });

  /** A database that is away, or that applies writes and does not answer. */
  function between(real: RunRepository): RunRepository {
    const pass = async <T>(act: () => Promise<T>): Promise<T> => {
      if (away === 'yes') throw new StepgateError('000503', 'away');
      const done = await act();
      if (away === 'silent') throw new StepgateError('000503', 'no answer');
      return done;
    };
    return {
      ...real,
      insert: (run) => pass(() => real.insert(run)),
      checkpoint: (trx, epoch, patch) => pass(() => real.checkpoint(trx, epoch, patch)),
      transition: (trx, from, epoch, to, patch) => pass(() => real.transition(trx, from, epoch, to, patch)),
      get: (trx) => (away === 'yes' ? pass(() => real.get(trx)) : real.get(trx)),
    };
  }

  it('begins with a row, checkpoints and ends it', async () => {
    assert.equal(ledger.kept, false);
    await ledger.begin(row('running'));
    await ledger.checkpoint({ curStep: 2 });
    await ledger.end('success', {});
    const found = await memory.get(TRX);
    assert.deepEqual([ledger.kept, found?.status, found?.curStep], [true, 'success', 2]);
  });

  it('does not wait for a database that is away before anything was done, and takes back what may be there', async () => {
    away = 'silent';
    await assert.rejects(ledger.begin(row('running')), { code: '000503' });
    away = 'no';
    for (const write of deferred) await write();
    assert.equal((await memory.get(TRX))?.status, 'failed');
  });

  it('tries a checkpoint again until the database is back', async () => {
    await ledger.begin(row('running'));
    away = 'yes';
    const written = ledger.checkpoint({ curStep: 2 });
    await clock.pass(1000);
    away = 'no';
    await clock.pass(1000);
    await written;
    assert.equal((await memory.get(TRX))?.curStep, 2);
  });

  it('gives a checkpoint up after some seconds, and the next one at once', async () => {
    await ledger.begin(row('running'));
    away = 'yes';
    const written = ledger.checkpoint({ curStep: 2 });
    const refused = assert.rejects(written, { code: '000503' });
    await clock.pass(LONG_MS);
    await refused;
    await assert.rejects(ledger.checkpoint({ curStep: 2 }), { code: '000503' });
    assert.equal(clock.waiting, 0);
  });

  it('gives up at once when there is no time left', async () => {
    await ledger.begin(row('running'));
    away = 'yes';
    shutdown.abort();
    await assert.rejects(ledger.checkpoint({ curStep: 2 }), { code: '000503' });
  });

  it('looks up an end that was not answered, and does not write it twice', async () => {
    await ledger.begin(row('running'));
    away = 'silent';
    const ended = ledger.end('success', {});
    await clock.pass(0);
    away = 'no';
    await clock.pass(1000);
    await ended;
    assert.equal((await memory.get(TRX))?.status, 'success');
  });

  it('defers an end that is not success, and writes it when the database is back', async () => {
    await ledger.begin(row('running'));
    away = 'yes';
    const ended = ledger.end('failed', {});
    await clock.pass(LONG_MS);
    await ended;
    assert.equal((await memory.get(TRX))?.status, 'running');
    away = 'no';
    for (const write of deferred) await write();
    assert.equal((await memory.get(TRX))?.status, 'failed');
  });

  it('keeps a suspension that came late for an operator: its client got a 503 and may send it again', async () => {
    away = 'yes';
    const kept = ledger.insert(row('suspended', 5000));
    const refused = assert.rejects(kept, { code: '000503' });
    await clock.pass(LONG_MS);
    await refused;
    away = 'no';
    for (const write of deferred) await write();
    const found = await memory.get(TRX);
    assert.deepEqual([found?.status, found?.recoverAt], ['suspended', null]);
  });

  it('says that another process has the run', async () => {
    await ledger.begin(row('running'));
    await memory.reapExpired();
    const lost = (error: unknown): boolean => error instanceof LeaseLostError && error.row?.status === 'suspended';
    await assert.rejects(ledger.checkpoint({ curStep: 2 }), lost);
    await assert.rejects(ledger.end('success', {}), (error) => lost(error) && !(error as LeaseLostError).hasEnded);
  });

  it('holds its lease for as long as it was renewed', async () => {
    await ledger.begin(row('running'));
    await clock.pass(LEASE_MS - 1);
    assert.equal(ledger.held, true);
    ledger.renewed(clock.elapsed());
    await clock.pass(LEASE_MS - 1);
    assert.equal(ledger.held, true);
    await clock.pass(1);
    assert.equal(ledger.held, false);
  });
});
