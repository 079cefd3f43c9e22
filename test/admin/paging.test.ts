import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryDir } from '../fixture/gateway.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';
import { addKeptRuns, addRunLogs } from '../store/many-rows.ts';

interface Page {
  readonly list: readonly Readonly<Record<string, unknown>>[];
  readonly total: number;
  readonly total_exact: boolean;
  readonly page: number;
  readonly count: number;
  readonly next: string | null;
}

const LOGS = 10_020;

describe('lists of the admin API', () => {
  let dir: string;
  let server: TestServer;
  const page = async (path: string): Promise<Page> => {
    const { status, body, text } = await server.api<Page>('GET', path);
    assert.equal(status, 200, text);
    return body.data;
  };
  /** All entries, by `next`, and how many answers that took. */
  const all = async (path: string): Promise<{ list: Page['list'][number][]; answers: number }> => {
    const list: Page['list'][number][] = [];
    for (let [answers, next] = [1, '']; ; answers++) {
      const found: Page = await page(`${path}${next}`);
      list.push(...found.list);
      if (found.next === null) return { list, answers };
      next = `&after=${found.next}`;
    }
  };
  before(async () => {
    dir = await temporaryDir();
    const url = `sqlite:${join(dir, 'lists.db')}`;
    server = await startServer({ DATABASE_URL: url });
    await addRunLogs(url, LOGS);
    await addKeptRuns(url, 6);
    for (const [n, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      await server.rule('GET', `lists/${name}`, { components: [], response: { body: n } });
      await server.api('POST', 'script', { name: `lists/${name}`, script: 'function handler() { return 1; }' });
      await server.api('POST', 'secret', { name: `secret-${name}`, content: 'hidden' });
      await server.api('POST', 'token', { name: `token-${name}`, role: 'viewer' });
      await server.api('POST', 'user', { username: `user-${name}`, password: '12345678', role: 'viewer' });
    }
  });
  after(async () => {
    await server.close();
    await rm(dir, { recursive: true });
  });

  it('are answered with their total, and with what goes on behind them', async () => {
    const found = await page('secret/page?count=3');
    assert.deepEqual([found.total, found.total_exact, found.page, found.count], [5, true, 1, 3]);
    assert.equal(typeof found.next, 'string');
    const rest = await page(`secret/page?count=3&after=${String(found.next)}`);
    assert.deepEqual(
      [...found.list, ...rest.list].map(({ name }) => name),
      ['secret-e', 'secret-d', 'secret-c', 'secret-b', 'secret-a'],
    );
    assert.deepEqual([rest.total, rest.total_exact, rest.next], [5, true, null]);
    const second = await page('secret/page?count=3&page=2');
    assert.deepEqual([second.list, second.next, second.page], [rest.list, null, 2]);
    assert.deepEqual((await page('secret/page?count=3&page=900000')).list, []);
  });

  it('are the same by `after` as by their pages, each of them', async () => {
    const paths = ['rule/page?name=lists/', 'script/page?name=lists/', 'secret/page?', 'token/page?', 'user/page?'];
    for (const path of [...paths, 'audit/page?', 'suspend/page?', 'suspend/page?status=suspended']) {
      const whole = await page(`${path}&count=100`);
      assert.ok(whole.total > 4, path);
      assert.deepEqual([whole.list.length, whole.next], [whole.total, null], path);
      const { list, answers } = await all(`${path}&count=2`);
      assert.deepEqual(list, whole.list, path);
      assert.equal(answers, Math.ceil(whole.total / 2), path);
    }
  });

  it('go on from any page, and what comes meanwhile moves nothing', async () => {
    const { list, next } = await page('token/page?count=2&page=2');
    await server.api('POST', 'token', { name: 'token-f', role: 'viewer' });
    const rest = await page(`token/page?count=2&after=${String(next)}`);
    assert.deepEqual(
      [...list, ...rest.list].map(({ name }) => name),
      ['token-c', 'token-b', 'token-a'],
    );
  });

  it('of more than 10,000 entries are counted up to there, reached to there by pages, and by `after` to the end', async () => {
    const last = await page('run_log/page?count=100&page=100');
    assert.deepEqual([last.total, last.total_exact, last.list.length], [10_000, false, 100]);
    const rest = await page(`run_log/page?count=100&after=${String(last.next)}`);
    assert.deepEqual([rest.list.length, rest.total, rest.total_exact, rest.next], [LOGS - 10_000, 10_000, false, null]);
    const { status, body } = await server.api('GET', 'run_log/page?count=100&page=101');
    assert.deepEqual([status, body.code], [400, '000400']);
    assert.deepEqual(body.errors, [
      {
        path: 'request.query.page',
        message: 'reaches the first 10000 entries; go on with the `next` of an answer as `after`',
      },
    ]);
    const exact = await page('run_log/page?status=failed');
    assert.ok(exact.total > 0 && exact.total < 1000 && exact.total_exact);
  });

  it('refuse an `after` that no answer has given', async () => {
    for (const wrong of ['x', '1', '1.x', '1.2.3', "1.2'", '']) {
      const { status, body } = await server.api('GET', `run_log/page?after=${encodeURIComponent(wrong)}`);
      assert.equal(status, 400, wrong);
      assert.equal(body.errors?.[0]?.path, 'request.query.after', wrong);
    }
  });
});
