import path from 'node:path';
import { addRunLogs } from '../../test/store/many-rows.ts';
import type { Child } from '../child.ts';
import type { Bench } from '../compare.ts';
import { registerRule } from '../documents.ts';
import { signIn, startGateway, writeFiles } from '../gateway.ts';
import { median } from '../statistics.ts';
import { sendLoad } from './send.ts';
import { Gathered } from './sweep.ts';
import type { Sweep } from './sweep.ts';

const SIZES = [1000, 10_000, 100_000, 1_000_000];
const BODY = JSON.stringify({ phone: '13800000000', name: 'Ada' });
const CONNECTIONS = 8;
const PAGES = 50;
/** The rows are of a time long ago, and are to stay. */
const ENV = { STEPGATE_RETENTION_DAYS: '36500' };

/** Run logs in the database, SQLite, of a rule with `record`. */
export const runLogsSweep: Sweep = {
  ...{ name: 'run-logs', title: 'Run logs', x: 'run logs' },
  async measure(bench) {
    const gathered = new Gathered();
    const { url: upstream } = await bench.servers.get('upstream');
    for (const size of SIZES) {
      const folder = path.join(bench.folder, `run-logs-${size}`);
      writeFiles(folder, [registerRule('record', { record: true })]);
      bench.progress(`run logs ${size}: adding them`);
      // The first start makes the tables.
      await (await startGateway({ folder, upstream, env: ENV })).stop();
      await addRunLogs(`sqlite:${path.join(folder, 'data/stepgate.db')}`, size);
      const gateway = await startGateway({ folder, upstream, env: ENV });
      try {
        await measureSize(bench, gateway, size, gathered);
      } finally {
        await gateway.stop();
      }
    }
    return {
      series: [
        gathered.series('cpu', 'a request with `record`', 'µs of processor time'),
        gathered.series('page', 'a page of the list', 'ms'),
        gathered.series('failed', 'a page of those that failed', 'ms'),
      ],
      turnsMs: gathered.turns(),
    };
  },
};

async function measureSize(bench: Bench, gateway: Child, size: number, gathered: Gathered): Promise<void> {
  const { options, progress } = bench;
  const one = { path: '/ps/record', body: BODY, connections: CONNECTIONS };
  const callApi = await signIn(gateway.url);
  const msOfPage = async (query: string): Promise<number> => {
    const taken: number[] = [];
    for (let n = 0; n < PAGES; n++) taken.push(await callApi('GET', `run_log/page?page=1&count=20${query}`));
    return median(taken);
  };
  for (let round = 0; round <= options.rounds; round++) {
    progress(`run logs ${size}: round ${round} of ${options.rounds}`);
    const { cpuUs, page, failed } = await gathered.watchTurns(gateway, size, async () => ({
      page: await msOfPage(''),
      failed: await msOfPage('&status=failed'),
      cpuUs: await sendLoad(gateway, { ...one, seconds: round === 0 ? 1 : options.seconds }),
    }));
    // Round 0 warms up.
    if (round === 0) continue;
    gathered.add('cpu', size, cpuUs);
    gathered.add('page', size, page);
    gathered.add('failed', size, failed);
  }
}
