import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Child } from '../child.ts';
import type { Bench } from '../compare.ts';
import { callRule } from '../documents.ts';
import { startGateway, writeFiles } from '../gateway.ts';
import { significant } from '../statistics.ts';
import { Gathered } from './sweep.ts';
import type { Sweep, SweepResult } from './sweep.ts';

const SIZES = [1, 10, 100, 1000, 2000, 5000];
/** Runs for a figure, at least: processor time is told in hundredths of a second. */
const LEAST_RUNS = 2000;
/** As many begin, and end, at once: what is measured is what waits, not a burst. */
const STEP = 50;
/** Of runs before anything is measured. */
const WARM_UP_SIZE = 100;
const BODY = JSON.stringify({ phone: '13800000000', name: 'Ada' });
const MOST_KIB_A_RUN = 40;

/** Runs that wait for an upstream that does not answer before it is told to. */
export const inFlightSweep: Sweep = {
  ...{ name: 'in-flight', title: 'Runs in flight', x: 'runs in flight' },
  async measure(bench) {
    const upstream = await bench.servers.get('upstream');
    const folder = path.join(bench.folder, 'in-flight');
    writeFiles(folder, [callRule('hold', '/hold', { timeout: 300 })]);
    const gateway = await startGateway({ folder, upstream: upstream.url, env: { STEPGATE_MAX_RUNS: '6000' } });
    const pool = new Pool(gateway.url, { connections: Math.max(...SIZES), headersTimeout: 0 });
    try {
      return await measureSizes(bench, gateway, new Holding(pool, upstream.url));
    } finally {
      await pool.destroy();
      await gateway.stop();
    }
  },
};

async function measureSizes({ options, progress }: Bench, gateway: Child, holding: Holding): Promise<SweepResult> {
  const gathered = new Gathered();
  progress('in-flight: memory');
  await runs(gateway, holding, WARM_UP_SIZE);
  const idleMib = gateway.memoryMib();
  // Before all else, each size once, the smallest first: garbage of other runs would be taken for theirs.
  for (const size of SIZES) {
    await holding.begin(size);
    gathered.add('memory', size, gateway.memoryMib() - idleMib);
    await holding.end(size);
  }
  for (const size of SIZES)
    for (let round = 1; round <= options.rounds; round++) {
      progress(`in-flight ${size}: round ${round} of ${options.rounds}`);
      gathered.add('cpu', size, await gathered.watchTurns(gateway, size, () => runs(gateway, holding, size)));
    }
  const memory = gathered.series('memory', 'memory more than idle', 'MiB', false);
  const [most = Number.NaN, mib = Number.NaN] = memory.points.at(-1) ?? [];
  const kib = significant((mib * 1024) / most);
  return {
    series: [gathered.series('cpu', 'Stepgate', 'µs a run'), memory],
    turnsMs: gathered.turns(),
    single: [
      {
        ...{ name: 'memory-run', title: `memory a run, at ${most}`, unit: 'KiB' },
        ...{ value: { median: kib, least: kib, most: kib }, bar: { atMost: MOST_KIB_A_RUN } },
      },
    ],
  };
}

/** Has so many runs in flight, again until there were enough of them: microseconds of processor time for each. */
async function runs(gateway: Child, holding: Holding, size: number): Promise<number> {
  const before = gateway.cpuSeconds();
  let done = 0;
  for (; done < LEAST_RUNS; done += size) {
    await holding.begin(size);
    await holding.end(size);
  }
  return ((gateway.cpuSeconds() - before) / done) * 1e6;
}

/** Requests that the upstream has not answered yet. */
class Holding {
  readonly #pool: Pool;
  readonly #upstream: string;
  #waiting: Promise<void>[] = [];

  constructor(pool: Pool, upstream: string) {
    this.#pool = pool;
    this.#upstream = upstream;
  }

  /** Resolves when all have reached the upstream. */
  async begin(count: number): Promise<void> {
    for (let left = count; left > 0; left -= STEP) {
      for (let n = 0; n < Math.min(STEP, left); n++) this.#waiting.push(this.#request());
      while (Number(await this.#ask('held')) < this.#waiting.length) await delay(1);
    }
  }

  /** Those that have waited longest; resolves when all are answered. */
  async end(count: number): Promise<void> {
    for (let left = count; left > 0; left -= STEP) {
      const step = Math.min(STEP, left);
      await this.#ask(`release/${step}`);
      await Promise.all(this.#waiting.splice(0, step));
    }
  }

  async #request(): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await this.#pool.request({ method: 'POST', path: '/ps/hold', headers, body: BODY });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`a run in flight was answered ${answer.statusCode}: ${text}`);
  }

  async #ask(what: string): Promise<string> {
    return (await fetch(`${this.#upstream}/${what}`)).text();
  }
}
