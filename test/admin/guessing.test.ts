import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { delayAfter } from '../../src/store/attempt-store.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

/** Run long with TEST_GUESSES=10000 and TEST_TIMED_GUESSES=2000. */
const GUESSES = Number(process.env.TEST_GUESSES ?? 300);
const TIMED = Number(process.env.TEST_TIMED_GUESSES ?? 10);
const AT_ONCE = 50;
/** Of the issue: how far the times of existing and unknown names may lie apart. */
const APART_MS = 5;

describe(`${GUESSES} guesses`, () => {
  let server: TestServer;
  const agent = new Agent({ keepAlive: true });
  before(async () => {
    server = await startServer();
    for (const username of ['ada', 'bob'])
      await server.api('POST', 'user', { username, password: 'right one', role: 'viewer' });
  });
  after(async () => {
    agent.destroy();
    await server.close();
  });

  /** The status of one guess; all of 127.0.0.0/8 is this machine. */
  async function guess(username: string, localAddress: string): Promise<number> {
    const options = {
      host: '127.0.0.1',
      port: server.port,
      method: 'POST',
      path: '/api/v1/login',
      localAddress,
      agent,
    };
    const sent = request({ ...options, headers: { 'content-type': 'application/json' } });
    sent.end(JSON.stringify({ username, password: 'wrong one' }));
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    return answer.statusCode ?? 0;
  }

  /** How many passwords were looked at, and the most that the delays leave room for in that time. */
  async function guessAll(each: (n: number) => Promise<number>): Promise<{ tried: number; allowed: number }> {
    const begin = performance.now();
    const statuses: number[] = [];
    let next = 0;
    const guesser = async (): Promise<void> => {
      while (next < GUESSES) statuses.push(await each(next++));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, guesser));
    let allowed = 1;
    for (let spent = 0; spent <= performance.now() - begin; allowed += 1) spent += delayAfter(allowed);
    assert.deepEqual([...new Set(statuses)].sort(), [401, 429]);
    return { tried: statuses.filter((status) => status === 401).length, allowed };
  }

  it('at one name, from one address and from many, are no more than the delays leave room for', async (t) => {
    const address = (n: number): string => `127.${1 + (n % 200)}.0.2`;
    const one = await guessAll(() => guess('ada', '127.0.0.2'));
    const many = await guessAll((n) => guess('bob', address(n)));
    const names = await guessAll((n) => guess(`name ${n}`, '127.0.0.3'));
    for (const [what, { tried, allowed }] of Object.entries({ one, many, names })) {
      t.diagnostic(`${what}: ${GUESSES} guesses, ${tried} looked at, ${allowed} allowed`);
      assert.ok(tried <= allowed, `${what}: ${tried} of ${allowed}`);
    }
  });

  it('take as long for names that exist as for those that do not', async (t) => {
    const { attempts } = server.app.store;
    const times: Record<string, number[]> = { admin: [], nobody: [] };
    for (let n = 0; n < TIMED; n++) {
      for (const name of n % 2 === 0 ? ['admin', 'nobody'] : ['nobody', 'admin']) {
        // Without the delays: they are the same for both, and would hide what is measured.
        await attempts.clear([`name:${name}`, 'ip:127.0.0.4']);
        const begin = performance.now();
        assert.equal(await guess(name, '127.0.0.4'), 401);
        times[name]?.push(performance.now() - begin);
      }
    }
    const [known = 0, unknown = 0] = [times.admin, times.nobody].map((list = []) => median(list));
    t.diagnostic(
      `medians of ${TIMED}: ${known.toFixed(2)} ms for a name that exists, ${unknown.toFixed(2)} ms for none`,
    );
    // A handful says nothing about milliseconds; that both check a password it says.
    if (TIMED < 1000) assert.ok(Math.min(known, unknown) > Math.max(known, unknown) / 3);
    else assert.ok(Math.abs(known - unknown) < APART_MS);
  });
});

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
