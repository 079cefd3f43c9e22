import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { PROGRAM } from '../fixture/program.ts';
import { until } from '../fixture/until.ts';
import { folderWith, stepgate } from './stepgate.ts';

const ASYNC = { prefer: 'respond-async' };

interface Worker {
  readonly url: string;
  /** Sends SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
}

for (const database of testDatabases()) {
  describe(`stepgate worker, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: Gateway;
    let dir: string;
    let databaseUrl: string | undefined;
    before(async () => {
      dir = await temporaryDir();
      databaseUrl = await database.create();
      gateway = await startGateway({ databaseUrl, dir, args: ['--no-worker'] });
      for (const name of ['first', 'second'])
        await gateway.rule(name, 'POST', { queue: { name }, response: { body: { self: '{var.SELF}' } } });
    });
    after(async () => {
      await gateway.stop();
      await database.drop();
      await rm(dir, { recursive: true });
    });

    async function work(...args: readonly string[]): Promise<Worker> {
      const child = spawn(process.execPath, [PROGRAM, 'worker', ...args], {
        cwd: dir,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...{ PATH: process.env.PATH, WORKER_PORT: '0', STEPGATE_PUBLIC_URL: 'https://orders.example.com' },
          ...{ STEPGATE_SANDBOX_PROCESSES: '1', STEPGATE_METRICS_OPEN: 'true' },
          ...(databaseUrl && { DATABASE_URL: databaseUrl }),
        },
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await until(() => output.includes('health and metrics at') || child.exitCode !== null);
      const url = /health and metrics at (http:\S+?)["\s]/.exec(output)?.[1] ?? '';
      assert.notEqual(url, '', output);
      return {
        url,
        async stop() {
          const ended = once(child, 'exit') as Promise<[number | null]>;
          child.kill('SIGTERM');
          return (await ended)[0];
        },
      };
    }
    const state = async (trx: string) =>
      (await (await fetch(`${gateway.url}/runs/${trx}`)).json()) as { status: string; attempt: number };

    it('begins the runs of schedules, whatever its queues are', async () => {
      const timed = { name: 'timed', rule: 'POST first', every: 1, queue: 'third', count: 1 };
      assert.equal((await gateway.api('POST', 'schedule', timed)).status, 201);
      const worker = await work('--queues', 'second');
      const last = async () =>
        (await gateway.api<{ last: { status: string } | null }>('GET', 'schedule?name=timed')).body.data.last;
      await until(async () => (await last())?.status === 'queued');
      assert.equal(await worker.stop(), 0);
    });

    it('takes what a gateway that does not work has queued, of its queues only', async () => {
      const begin = async (name: string) => (await gateway.call('POST', name, {}, ASYNC)).headers.get('trx') ?? '';
      const [first, second] = [await begin('first'), await begin('second')];
      const worker = await work('--queues', 'first', '--concurrency', '2');
      await until(async () => (await state(first)).status === 'success');
      const result = await fetch(`${gateway.url}/runs/${first}/result`);
      assert.deepEqual(await result.json(), { self: 'https://orders.example.com' });
      assert.deepEqual([(await state(second)).status, (await state(second)).attempt], ['queued', 0]);
      const { body } = await gateway.api<{ queues: string[] | null; pid: number }[]>('GET', 'worker');
      assert.deepEqual(
        body.data.map(({ queues }) => queues),
        [['first']],
      );
      assert.equal((await fetch(`${worker.url}/health/ready`)).status, 200);
      assert.match(await (await fetch(`${worker.url}/metrics`)).text(), /stepgate_runs_total/);
      assert.equal((await fetch(`${worker.url}/ps/first`, { method: 'POST' })).status, 404);
      assert.equal(await worker.stop(), 0);
      assert.deepEqual((await gateway.api<unknown[]>('GET', 'worker')).body.data, []);
      const all = await work();
      await until(async () => (await state(second)).status === 'success');
      assert.equal(await all.stop(), 0);
    });
  });
}

describe('a worker that cannot start', () => {
  it('says what it needs', async () => {
    const cwd = folderWith({});
    const { code, stderr } = await stepgate(cwd, ['worker'], { WORKER_PORT: '0' });
    assert.deepEqual([code, stderr.includes('needs STEPGATE_PUBLIC_URL')], [2, true], stderr);
    for (const [option, value] of [
      ['--queues', 'a b'],
      ['--concurrency', 'many'],
    ] as const) {
      const wrong = await stepgate(cwd, ['worker', option, value]);
      assert.equal(wrong.code, 2, wrong.stderr);
    }
  });
});
