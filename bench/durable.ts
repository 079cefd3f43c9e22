import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { newTrx } from '../src/engine/ids.ts';
import type { NewKeptRun } from '../src/engine/port.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/store.ts';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { chooseLoadGenerator, line, median } from './load.ts';
import type { Measured } from './load.ts';

/**
 * What it costs that a run cannot be lost: a rule of two layers, durable, against the same rule plain, in turns on one
 * machine; and what group commit is worth: the writes of such runs, of many at once in shared transactions, against one
 * after another, each in a transaction of its own: `node bench/durable.ts --seconds 10 --rounds 3`, on an SQLite file.
 */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
  },
});

const [connections, seconds] = [Number(options.connections), Number(options.seconds)];
const BODY = JSON.stringify({ phone: '13800000000', name: 'Ada' });
const folder = mkdtempSync(path.join(tmpdir(), 'stepgate-bench-'));

/** A row as such a run leaves it. */
const ROW: Omit<NewKeptRun, 'trx'> = {
  ...{ logId: '0'.repeat(32), method: 'POST', path: '/ps/durable', version: 'V1', status: 'running', cause: null },
  ...{ step: 2, curStep: 1, errCode: null, errMsg: null, errComponent: null, state: 'x'.repeat(2000) },
  ...{ recoverCount: 0, owner: 'bench', recoverAt: null },
};

function rule(name: string, fields: object): void {
  const api = (component: string, url: string): object => {
    const call = { type: 'api', method: 'POST', url: `{var.UPSTREAM}/ps/demo/${url}`, input: '{request.body}' };
    return { name: component, ...call, outputName: component };
  };
  const components = [[api('user', 'user/register')], [api('coupon', 'coupon/grant')]];
  const document = { name, method: 'POST', rule: { ...fields, components, response: { body: '{coupon}' } } };
  writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(document));
}

function startGateway(upstream: string): Promise<Child> {
  rule('plain', {});
  rule('durable', { durable: true });
  return startChild(['src/main.ts', 'start'], /listens on (\S+)/, {
    cwd: folder,
    env: {
      PORT: '0',
      LOG_LEVEL: 'warn',
      STEPGATE_RULES_DIR: folder,
      STEPGATE_SCRIPTS_DIR: '',
      STEPGATE_SANDBOX_PROCESSES: '1',
      STEPGATE_VAR_UPSTREAM: upstream,
    },
  });
}

/** The writes of a durable run of two layers, by so many at once; runs a second. */
async function write(store: Store, atOnce: number): Promise<number> {
  const started = performance.now();
  let runs = 0;
  const writer = async (): Promise<void> => {
    for (; performance.now() < started + seconds * 1000; runs += 1) {
      const trx = newTrx();
      await store.runs.insert({ ...ROW, trx });
      await store.runs.checkpoint(trx, 1, { curStep: 2, state: ROW.state });
      await store.runs.transition(trx, ['running'], 1, 'success', { state: '' });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, writer));
  return (runs * 1000) / (performance.now() - started);
}

async function groupCommit(): Promise<{ readonly shared: number; readonly alone: number }> {
  const url = `sqlite:${path.join(folder, 'writes.db')}`;
  const store = await openStore({ url, masterKey: Buffer.alloc(32), log: { warn: () => undefined } });
  await store.migrate();
  try {
    return { shared: await write(store, connections), alone: await write(store, 1) };
  } finally {
    await store.close();
  }
}

const { name, generateLoad } = await chooseLoadGenerator();
const upstream = await startChild(['bench/upstream.ts'], /^(http\S+)$/m);
const gateway = await startGateway(upstream.url);
try {
  const cases = ['plain', 'durable'];
  const measured = cases.map(() => [] as Measured[]);
  const load = { body: BODY, connections };
  for (const one of cases) await generateLoad(gateway, { ...load, path: `/ps/${one}`, seconds: 3 });
  for (let round = 0; round < Number(options.rounds); round += 1)
    for (const [index, one] of cases.entries())
      measured[index]?.push(await generateLoad(gateway, { ...load, path: `/ps/${one}`, seconds }));
  const [plain = 0, durable = 0] = measured.map((all) => median(all, (one) => one.perSecond));
  const { shared, alone } = await groupCommit();
  process.stdout.write(
    `${name}, ${connections} connections, ${options.rounds} rounds of ${seconds} s, medians; node ${process.versions.node}\n` +
      cases.map((one, index) => `${line(one, measured[index] ?? [])}\n`).join('') +
      `durable to plain       ${(durable / plain).toFixed(2)}\n` +
      `writes of durable runs ${shared.toFixed(0)} runs/s in shared transactions, ${alone.toFixed(0)} in one each: ${(shared / alone).toFixed(1)} times as many\n`,
  );
} finally {
  await Promise.all([gateway.stop(), upstream.stop()]);
  rmSync(folder, { recursive: true });
}
