import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { newTrx } from '../../src/engine/ids.ts';
import { temporaryDir } from '../fixture/gateway.ts';
import { direct } from '../store/direct.ts';
import { onEachDatabase } from '../store/store-under-test.ts';
import { playCell, ruleOf } from './cell.ts';
import type { Cell } from './cell.ts';
import { withFailpoint } from './failpoint.ts';
import type { Failpoint, Strike, Struck } from './failpoint.ts';
import { startLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { createRig } from './rig.ts';
import type { Rig } from './rig.ts';

/*
 * A rule of three layers with one component each: a, b, c. A cell says what the client is answered (- where the process
 * was killed), how the run is found afterwards and with which layer it would go on, and how often each component had
 * been called in all once the run was recovered where it could be.
 */

type Row = Readonly<Record<Strike, string | null>>;
type Table = Readonly<Record<string, Row>>;

const STRIKES: readonly Strike[] = ['crash', 'fail', 'away', 'delay'];
const CRASH_CELLS = join(import.meta.dirname, 'crash-cells.ts');

function row(crash: string, fail: string, away: string | null, delay: string): Row {
  return { crash, fail, away, delay };
}

const WELL = '200 success a1 b1 c1';
const FRESH: Table = {
  'before begin': row('- none a0 b0 c0', '503 none a0 b0 c0', '503 none a0 b0 c0', WELL),
  'after begin': row('- suspended@1 a1 b1 c1', '503 failed a0 b0 c0', '503 failed a0 b0 c0', WELL),
  'before call a': row('- suspended@1 a1 b1 c1', '202 suspended@1 a1 b1 c1', null, WELL),
  'after call a': row('- suspended@1 a2 b1 c1', '202 suspended@1 a2 b1 c1', null, WELL),
  'before checkpoint': row('- suspended@1 a2 b1 c1', WELL, '202 suspended@2 a1 b1 c1', WELL),
  'after checkpoint': row('- suspended@2 a1 b1 c1', WELL, '202 suspended@2 a1 b1 c1', WELL),
  'before call c': row('- suspended@3 a1 b1 c1', '202 suspended@3 a1 b1 c1', null, WELL),
  'after call c': row('- suspended@3 a1 b1 c2', '202 suspended@3 a1 b1 c2', null, WELL),
  'before end': row('- suspended@3 a1 b1 c2', WELL, '202 suspended@4 a1 b1 c1', WELL),
  // Nobody could know that it was committed.
  'after end': row('- success a1 b1 c1', WELL, '202 success a1 b1 c1', WELL),
  'before log': row('- success a1 b1 c1', WELL, WELL, WELL),
  'after log': row('- success a1 b1 c1', WELL, WELL, WELL),
};

/** b fails. */
const KEPT = '202 suspended@2 a1 b2 c1';
const FRESH_FAILING: Table = {
  'before suspend': row('- suspended@2 a1 b2 c1', KEPT, KEPT, KEPT),
  'after suspend': row('- suspended@2 a1 b2 c1', KEPT, KEPT, KEPT),
};

/** The same, but the rule is not durable. */
const NOT_DURABLE: Table = {
  'before keep': row('- none a1 b1 c0', KEPT, '503 suspended@2 a1 b2 c1', KEPT),
  'after keep': row('- suspended@2 a1 b2 c1', KEPT, '503 suspended@2 a1 b2 c1', KEPT),
};

/** Suspended in layer 2 because b had failed. */
const MENDED = '200 success a1 b2 c1';
const RECOVERING: Table = {
  'before claim': row('- suspended@2 a1 b2 c1', '503 suspended@2 a1 b2 c1', '503 suspended@2 a1 b2 c1', MENDED),
  'after claim': row('- suspended@2 a1 b2 c1', '503 suspended@2 a1 b2 c1', '503 suspended@2 a1 b2 c1', MENDED),
  'before call b': row('- suspended@2 a1 b2 c1', '202 suspended@2 a1 b2 c1', null, MENDED),
  'after call b': row('- suspended@2 a1 b3 c1', '202 suspended@2 a1 b3 c1', null, MENDED),
  'before checkpoint': row('- suspended@2 a1 b3 c1', MENDED, '202 suspended@3 a1 b2 c1', MENDED),
  'after checkpoint': row('- suspended@3 a1 b2 c1', MENDED, '202 suspended@3 a1 b2 c1', MENDED),
  'before call c': row('- suspended@3 a1 b2 c1', '202 suspended@3 a1 b2 c1', null, MENDED),
  'after call c': row('- suspended@3 a1 b2 c2', '202 suspended@3 a1 b2 c2', null, MENDED),
  'before end': row('- suspended@3 a1 b2 c2', MENDED, '202 suspended@4 a1 b2 c1', MENDED),
  'after end': row('- success a1 b2 c1', MENDED, '202 success a1 b2 c1', MENDED),
  'before log': row('- success a1 b2 c1', MENDED, MENDED, MENDED),
  'after log': row('- success a1 b2 c1', MENDED, MENDED, MENDED),
};

/** c fails when it is recovered. */
const KEPT_AGAIN = '202 suspended@3 a1 b2 c2';
const RECOVERING_FAILING: Table = {
  'before suspend': row('- suspended@3 a1 b2 c2', KEPT_AGAIN, KEPT_AGAIN, KEPT_AGAIN),
  'after suspend': row('- suspended@3 a1 b2 c2', KEPT_AGAIN, KEPT_AGAIN, KEPT_AGAIN),
};

interface Scenario {
  readonly table: Table;
  readonly durable: boolean;
  readonly recovers: boolean;
  /** The component that fails. */
  readonly fails: string;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a new run': { table: FRESH, durable: true, recovers: false, fails: '' },
  'a new run, b fails': { table: FRESH_FAILING, durable: true, recovers: false, fails: 'b' },
  'a new run that is not durable, b fails': { table: NOT_DURABLE, durable: false, recovers: false, fails: 'b' },
  'a recovery': { table: RECOVERING, durable: true, recovers: true, fails: '' },
  'a recovery, c fails': { table: RECOVERING_FAILING, durable: true, recovers: true, fails: 'c' },
};

interface Play {
  readonly scenario: string;
  /** `before checkpoint` */
  readonly point: string;
  readonly strike: Strike;
  readonly expected: string;
}

const PLAYS: readonly Play[] = Object.entries(SCENARIOS).flatMap(([scenario, { table }]) =>
  Object.entries(table).flatMap(([point, row]) =>
    STRIKES.flatMap((strike) => {
      const expected = row[strike];
      return expected === null ? [] : { scenario, point, strike, expected };
    }),
  ),
);

onEachDatabase('a run with a failpoint at one of its commits and calls', (db) => {
  let ledger: Ledger;
  let survivor: Rig;
  /** The component that fails, by request. */
  const failing = new Map<string, string>();
  before(async () => {
    ledger = await startLedger();
    ledger.answerWith(({ request, component }) => (failing.get(request) === component ? 500 : 200));
    survivor = createRig({ store: db.store, owner: 'survivor' });
  });
  after(async () => {
    await survivor.close();
    await ledger.close();
  });

  it(`is found and recovered as the table of ${PLAYS.length} cells says`, async (t) => {
    const played = await Promise.all(PLAYS.map(async (one) => ({ one, cell: await cellOf(one) })));
    const crashing = played.filter(({ one }) => one.strike === 'crash');
    const others = played.filter(({ one }) => one.strike !== 'crash');
    const answers = new Map<Play, string>();
    for (const { one } of crashing) answers.set(one, '-');
    await Promise.all([
      crash(crashing.map(({ cell }) => cell)),
      ...others.map(async ({ one, cell }) => answers.set(one, await answerTo(cell))),
    ]);
    failing.clear();
    await expireLeases();
    await survivor.reap();
    const found = new Map<Play, string>();
    for (const { one, cell } of played)
      found.set(one, `${answers.get(one) ?? ''} ${await stateOf(cell.trx)} ${counts(cell.id)}`);
    const lines = (outcomeOf: (one: Play) => string | undefined): string[] =>
      PLAYS.map((one) => `${one.scenario}, ${one.point}: ${one.strike}: ${outcomeOf(one) ?? ''}`);
    assert.deepEqual(
      lines((one) => found.get(one)),
      lines(({ expected }) => expected),
    );
    const points = new Set(PLAYS.map(({ scenario, point }) => `${scenario} ${point}`));
    t.diagnostic(`${PLAYS.length} cells of ${points.size} failpoints, all as the table says`);
  });

  /** What is to be played; a run that is to be recovered is suspended already. */
  async function cellOf({ scenario, point, strike }: Play): Promise<Cell> {
    const { durable, recovers, fails } = SCENARIOS[scenario] ?? assert.fail(scenario);
    const [, side, moment] = /^(before|after) (.+)$/.exec(point) ?? assert.fail(point);
    const failpoint = { side, moment, strike } as Failpoint;
    const cell = { ledgerUrl: `${ledger.url}/rule`, id: randomUUID(), durable, trx: newTrx(), recovers, failpoint };
    if (recovers) {
      failing.set(cell.id, 'b');
      assert.equal(await survivor.run(ruleOf(cell), cell.id, cell.trx).done, 'suspended');
    }
    failing.set(cell.id, fails);
    return cell;
  }

  /** All in one process, which is killed when all have come to their failpoints. */
  async function crash(cells: readonly Cell[]): Promise<void> {
    const dir = await temporaryDir();
    const file = join(dir, 'cells.json');
    await writeFile(file, JSON.stringify(cells));
    const child = spawn(process.execPath, [CRASH_CELLS, db.url, file], { stdio: ['ignore', 'inherit', 'inherit'] });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    await rm(dir, { recursive: true });
    assert.equal(signal, 'SIGKILL');
  }

  async function answerTo(cell: Cell): Promise<string> {
    let struck: Struck | undefined;
    const { rig, status } = await playCell(cell, db.store, (deps) => {
      struck = withFailpoint(deps, cell.failpoint);
      return struck.deps;
    });
    struck?.heal();
    await rig.engine.drain(0);
    await rig.close();
    return String(status);
  }

  /** So much later. */
  async function expireLeases(): Promise<void> {
    await direct(db.url, 'UPDATE run SET lease_until = 1 WHERE lease_until IS NOT NULL');
  }

  /** How a run is found; where it is suspended, it is recovered. */
  async function stateOf(trx: string): Promise<string> {
    const row = await db.store.runs.get(trx);
    if (row?.status !== 'suspended') return row?.status ?? 'none';
    const { done } = await survivor.engine.recover(trx, {}, 'olga');
    assert.equal(await done, 'success');
    return `suspended@${row.curStep}`;
  }

  function counts(id: string): string {
    const calls = [...ledger.calls.values()].flat().filter(({ request }) => request === id);
    const count = (name: string): number => calls.filter(({ component }) => component === name).length;
    return ['a', 'b', 'c'].map((name) => `${name}${count(name)}`).join(' ');
  }
});
