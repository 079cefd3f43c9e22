import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Pool } from 'undici';
import { startGateway } from '../fixture/gateway.ts';
import { programOf } from '../fixture/program.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { randomRequests, rules } from './random-request.ts';
import type { RandomRequest } from './random-request.ts';

/*
 * RANDOM_REQUESTS=100000 sends so many; the figures are printed. RANDOM_SEED repeats a run.
 */
const COUNT = Number(process.env.RANDOM_REQUESTS ?? 600);
const SEED = Number(process.env.RANDOM_SEED ?? Date.now() & 0x7fffffff);
const BATCH = 200;

describe('random requests against rich rules', () => {
  let gateway: Gateway;
  let pool: Pool;
  before(async () => {
    gateway = await startGateway({ main: programOf('test/gateway/measured-start.ts'), env: { LOG_LEVEL: 'warn' } });
    pool = new Pool(gateway.url, { connections: 8 });
    for (const { name, request } of rules)
      await gateway.rule(name, 'POST', { request, response: { body: '{request}' } });
  });
  after(async () => {
    await pool.close();
    await gateway.kill('SIGKILL');
  });

  it(`are answered 200 or 400 (${COUNT}, seed ${SEED})`, async (t) => {
    const statuses = new Map<number, number>();
    process.kill(gateway.pid, 'SIGUSR2');
    for (let sent = 0; sent < COUNT; sent += BATCH) {
      const batch = fc.sample(randomRequests, { seed: SEED + sent, numRuns: Math.min(BATCH, COUNT - sent) });
      await Promise.all(batch.map((one) => send(one, statuses)));
    }
    await gateway.stop();
    t.diagnostic(`answers: ${JSON.stringify(Object.fromEntries(statuses))}`);
    const [longest = NaN, ...others] = JSON.parse(
      /longest turns: (.*)/.exec(gateway.output())?.[1] ?? '[]',
    ) as number[];
    t.diagnostic(`longest turns of the event loop, ms: ${longest} ${others.join(' ')}`);
    // Nobody may wait for it to come back: that is what 503 is for.
    assert.ok(longest < 1000, `${longest} ms`);
    assert.ok((statuses.get(200) ?? 0) > COUNT / 20, 'few requests are right');
    assert.ok((statuses.get(400) ?? 0) > COUNT / 20, 'few requests are wrong');
  });

  async function send(one: RandomRequest, statuses: Map<number, number>): Promise<void> {
    const { path, headers, body } = one;
    const { statusCode, body: answer } = await pool.request({ method: 'POST', path, headers, body });
    const text = await answer.text();
    statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
    if (statusCode === 200) return;
    // The machine has stood still for a second: the turns, in processor time, tell whose fault that was.
    if (statusCode === 503) return send(one, statuses);
    const shown = `${path}\n${JSON.stringify(headers)}\n${body?.toString('latin1').slice(0, 2000) ?? '(none)'}`;
    assert.equal(statusCode, 400, `seed ${SEED}: ${statusCode} ${text.slice(0, 500)}\n${shown}`);
    assert.equal((JSON.parse(text) as { code: string }).code, '000400', text);
  }
});
