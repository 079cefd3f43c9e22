import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { LEASE_MS } from './kills.ts';
import { onDatabases } from './on-databases.ts';
import type { Place } from './on-databases.ts';
import { runRows } from './run-rows.ts';

const NAMES = ['a', 'b', 'c'];

onDatabases('a gateway that is killed while it undoes a run', (makePlace) => {
  let place: Place;
  let upstream: Upstream;
  before(async () => {
    [place, upstream] = await Promise.all([makePlace(), startUpstream()]);
    for (const name of NAMES) {
      upstream.json(`/${name}`, {});
      upstream.json(`/undo-${name}`, {});
    }
    upstream.json('/fails', {}, 500);
  });
  after(async () => {
    await place.clear();
    await upstream.close();
  });

  it('goes on after its restart by itself, and undoes nothing that was stored as undone', async () => {
    // The first call is under way when the process dies.
    let isDead = false;
    upstream.on('/undo-b', (_, response) => isDead && response.writeHead(200).end('{}'));
    let gateway = await place.start(LEASE_MS);
    await gateway.rule('undone', 'POST', ruleOf(upstream.url));
    const answer = fetch(`${gateway.url}/ps/undone`, { method: 'POST' }).catch(() => undefined);
    await upstream.called('/undo-b');
    isDead = true;
    await gateway.kill('SIGKILL');
    await answer;
    const status = async (): Promise<unknown> =>
      [...(await runRows(place.databaseUrl)).values()].map((row) => row.status).join();
    assert.equal(await status(), 'compensating');

    gateway = await place.start(LEASE_MS);
    await until(async () => (await status()) === 'compensated');
    const counts = NAMES.map((name) => upstream.callsOf(`/undo-${name}`).length);
    assert.deepEqual(counts, [1, 2, 1]);
    const keys = upstream.callsOf('/undo-b').map(({ headers }) => headers['idempotency-key']);
    assert.equal(new Set(keys).size, 1);
    await gateway.stop();
  });
});

/** Layer by layer, each with what undoes it; the last one fails. It keeps nothing but what is undone. */
function ruleOf(url: string): Record<string, unknown> {
  const call = (name: string) => ({ name, type: 'api', method: 'POST', url: `${url}/${name}` });
  const undo = (name: string) => ({ type: 'api', method: 'POST', url: `${url}/undo-${name}` });
  return { components: [...NAMES.map((name) => [{ ...call(name), compensate: undo(name) }]), [call('fails')]] };
}
