import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import { fresh, logged } from '../fixture/several.ts';
import type { FreshReply } from '../fixture/several.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';

interface RunPage {
  readonly data: { readonly list: readonly { readonly trx: string }[]; readonly total: number };
}

it('whichever of two processes is asked, the runs of both are listed, though none is kept', async (t) => {
  const upstream = await startUpstream();
  t.after(() => upstream.close());
  let release: (() => void)[] = [];
  upstream.on('/wait', (_call, answer) => void release.push(() => answer.end('{}')));
  const gateway = await startGateway({ env: { STEPGATE_PROCESSES: '2', LOG_LEVEL: 'debug' } });
  t.after(() => gateway.stop());
  // On a busy machine none may run out of time before all are listed.
  const timeout = 600;
  const components = [[{ name: 'a', type: 'api', method: 'POST', url: `${upstream.url}/wait`, timeout }]];
  await gateway.rule('slow', 'GET', { timeout, components });
  const login = { username: 'admin', password: 'a password of the tests' };
  const { text } = await fresh('POST', `${gateway.url}/api/v1/login`, login);
  const authorization = `Bearer ${(JSON.parse(text) as { data: { token: string } }).data.token}`;

  const askedForRuns = async (query: string): Promise<RunPage['data']> => {
    const answer = await fresh('GET', `${gateway.url}/api/v1/run/page${query}`, undefined, { authorization });
    assert.equal(answer.status, 200, answer.text);
    return (JSON.parse(answer.text) as RunPage).data;
  };
  const trxsOf = ({ list }: RunPage['data']) => list.map(({ trx }) => trx).sort();

  /** Eight runs under way; whether both processes had some of them. */
  async function round(number: number): Promise<boolean> {
    const answers = Array.from({ length: 8 }, (): Promise<FreshReply> => fresh('GET', `${gateway.url}/ps/slow`));
    await upstream.called('/wait', number * 8);
    let pages: RunPage['data'][] = [];
    // One that is busy, as with its first request of an administrator, is waited for 1 s only.
    await until(async () => {
      pages = await Promise.all(Array.from({ length: 6 }, () => askedForRuns('?status=running')));
      return pages.every(({ total }) => total === 8);
    });
    const few = await askedForRuns('?count=3');
    assert.equal(few.list.length, 3);
    for (const go of release) go();
    release = [];
    const trxs = (await Promise.all(answers)).map(({ headers }) => String(headers.trx));
    for (const page of pages) assert.deepEqual(trxsOf(page), trxs.toSorted());
    const ended = () => logged(gateway, /^the run ended/).filter(({ trx }) => trxs.includes(String(trx)));
    await until(() => ended().length === 8);
    return new Set(ended().map(({ process }) => process)).size === 2;
  }

  let rounds = 0;
  await until(() => round(++rounds));
});
