import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { newTrx } from '../../src/engine/ids.ts';
import type { EngineDeps } from '../../src/engine/engine-deps.ts';
import type { StartedRun } from '../../src/engine/engine.ts';
import { StepgateError } from '../../src/error.ts';
import type { CompiledRule } from '../../src/rule/compiled.ts';
import { direct } from '../store/direct.ts';
import { onEachDatabase } from '../store/store-under-test.ts';
import { FAULTS, createFaults, faultyRepository } from './faults.ts';
import type { Fault } from './faults.ts';
import { inTurns } from './in-turns.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { compiled, createRig } from './rig.ts';
import type { Rig } from './rig.ts';
import { shapes } from './shapes.ts';
import type { Shape } from './shapes.ts';

const AT_ONCE = 100;

/** One run, or one recovery, before a database of which every n-th call meets a fault. */
interface Play {
  readonly shape: Shape;
  readonly rule: CompiledRule;
  readonly recovers: boolean;
  readonly fault: Fault;
  readonly every: number;
  readonly id: string;
  readonly trx: string;
}

onEachDatabase('a database of which every n-th call fails', (db) => {
  let ledger: Ledger;
  let survivor: Rig;
  /** Components that fail when they are called next, by request. */
  const failing = new Map<string, Set<string>>();
  before(async () => {
    ledger = await startLedger();
    ledger.answerWith(({ request, component }) => (failing.get(request)?.delete(component) ? 503 : 200));
    survivor = createRig({ store: db.store, owner: 'survivor' });
  });
  after(async () => {
    await survivor.close();
    await ledger.close();
  });

  it('is answered to the client as it is: what is answered is found, and nothing is done twice', async (t) => {
    const all = shapes(`${ledger.url}/rule`);
    const plays: Play[] = [];
    for (const shape of all) plays.push(...(await sweep(shape)));
    const answers = new Map<Play, number>();
    await inTurns(plays, AT_ONCE, async (play) => void answers.set(play, await answerTo(play)));
    await direct(db.url, 'UPDATE run SET lease_until = 1 WHERE lease_until IS NOT NULL');
    await survivor.reap();
    const tally = new Map<number, number>();
    for (const [play, status] of answers) {
      tally.set(status, (tally.get(status) ?? 0) + 1);
      await checkFound(play, status);
    }
    const counts = [...tally].sort().map(([status, count]) => `${count} × ${status}`);
    t.diagnostic(
      `${all.length} shapes, ${plays.length} runs and recoveries: ${counts.join(', ')}; all found as answered`,
    );
  });

  /** All n up to the number of calls that the engine makes when nothing fails: of a start, and of its recovery. */
  async function sweep(shape: Shape): Promise<Play[]> {
    const quiet = { shape, rule: compiled(shape.rule), fault: 'fails', every: Infinity } as const;
    const started = { ...quiet, recovers: false, id: randomUUID(), trx: newTrx() };
    const plays = struck(started, (await attempt(started)).calls);
    if ((await db.store.runs.get(started.trx))?.status !== 'suspended') return plays;
    const recovered = { ...quiet, recovers: true, id: randomUUID(), trx: newTrx() };
    return [...plays, ...struck(recovered, (await attempt(recovered)).calls)];
  }

  function struck(play: Play, calls: number): Play[] {
    return Array.from({ length: calls }, (_, n) =>
      FAULTS.map((fault) => ({ ...play, fault, every: n + 1, id: randomUUID(), trx: newTrx() })),
    ).flat();
  }

  async function answerTo(play: Play): Promise<number> {
    return (await attempt(play)).status;
  }

  /** Plays up to the answer and the end; then the database is well again, and what was left to write is written. */
  async function attempt(play: Play): Promise<{ status: number; calls: number }> {
    const { shape, rule, recovers, fault, every, id, trx } = play;
    failing.set(id, new Set(shape.failing));
    if (recovers) await survivor.run(rule, id, trx).done;
    const faults = createFaults();
    faults.let(fault, every);
    const between = (deps: EngineDeps): EngineDeps => ({
      ...deps,
      repository: faultyRepository(deps.repository, faults),
    });
    const rig = createRig({ store: db.store, owner: id, between });
    rig.engine.startMaintenance('own');
    const status = await statusOf(() => (recovers ? rig.engine.recover(trx, {}, 'olga') : rig.run(rule, id, trx)));
    const { calls } = faults;
    faults.let('fails', Infinity);
    await rig.engine.drain(0);
    await rig.close();
    return { status, calls };
  }

  async function statusOf(begin: () => StartedRun | Promise<StartedRun>): Promise<number> {
    try {
      const started = await begin();
      const { status } = await started.answer;
      await started.done;
      return status;
    } catch (error) {
      if (error instanceof StepgateError) return error.status;
      throw error;
    }
  }

  async function checkFound(play: Play, status: number): Promise<void> {
    const { shape, recovers, fault, every, id, trx } = play;
    const what = `${shape.name}, ${recovers ? 'recovered' : 'started'}, every ${every}th call ${fault}: ${status}`;
    const found = (await db.store.runs.get(trx))?.status ?? 'none';
    const done = (): string[] => ledger.done.filter(({ request }) => request === id).map(({ component }) => component);
    assert.ok(allowed(play, status).includes(found), `${what}, found ${found}`);
    // Nothing of a run that was refused has been done.
    if (status === 503 && !recovers && found !== 'suspended') assert.deepEqual(done(), [], what);
    if (found === 'suspended') await recover(play, what);
    const ended = found === 'suspended' || found === 'success' || status === 200;
    assert.deepEqual(done().toSorted(), ended ? shape.called.toSorted() : [], what);
  }

  /** How a run may be found after an answer. */
  function allowed({ shape, fault, recovers }: Play, status: number): string[] {
    const isKept = shape.rule.durable === true || recovers;
    switch (status) {
      case 200:
        return [isKept ? 'success' : 'none', ...(shape.isEarly ? ['suspended'] : [])];
      case 202:
        // Whether a commit without an answer was applied is seen only when the database is back.
        return ['suspended', ...(fault === 'commits and times out' ? ['success'] : [])];
      case 503:
        return ['suspended', ...(recovers ? [] : ['none', 'failed'])];
      default:
        return [];
    }
  }

  async function recover({ shape, trx }: Play, what: string): Promise<void> {
    for (let turn = 0; turn <= shape.failing.length; turn++) {
      const { done } = await survivor.engine.recover(trx, {}, 'olga');
      if ((await done) === 'success') return;
    }
    assert.fail(`${what}: cannot be recovered`);
  }
});
