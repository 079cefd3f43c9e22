import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Gateway } from '../fixture/gateway.ts';
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
    for (const path of [...NAMES, ...NAMES.map((name) => `undo-${name}`), 'by-rule']) upstream.json(`/${path}`, {});
    upstream.json('/fails', {}, 500);
  });
  after(async () => {
    await place.clear();
    await upstream.close();
  });

  const statusOf = async (trx: string): Promise<string | undefined> =>
    (await runRows(place.databaseUrl)).get(trx)?.status;

  /** Kills the gateway while its run of `rule` has `path` called, and starts another one. */
  async function killedAt(path: string, rule: object, others: Readonly<Record<string, object>> = {}) {
    // The first call is under way when the process dies.
    let isDead = false;
    upstream.on(path, (_, response) => isDead && response.writeHead(200).end('{}'));
    let gateway: Gateway = await place.start(LEASE_MS);
    for (const [name, one] of Object.entries({ ...others, undone: rule })) await gateway.rule(name, 'POST', one);
    const answer = fetch(`${gateway.url}/ps/undone`, { method: 'POST' }).catch(() => undefined);
    await upstream.called(path);
    isDead = true;
    await gateway.kill('SIGKILL');
    await answer;
    const trx = String(upstream.callsOf('/a').at(-1)?.headers['idempotency-key']).replace(/-.*/, '');
    assert.equal(await statusOf(trx), 'compensating');
    gateway = await place.start(LEASE_MS);
    await until(async () => (await statusOf(trx)) !== 'compensating');
    assert.equal(await statusOf(trx), 'compensated');
    await gateway.stop();
    const keys = upstream.callsOf(path).map(({ headers }) => headers['idempotency-key']);
    assert.deepEqual([keys.length, new Set(keys).size], [2, 1]);
  }

  const call = (name: string) => ({ name, type: 'api', method: 'POST', url: `${upstream.url}/${name}` });
  const unnamed = (component: object) => ({ ...component, name: undefined });

  it('goes on after its restart by itself, and undoes nothing that was stored as undone', async () => {
    // Layer by layer, each with what undoes it; the last one fails. It keeps nothing but what is undone.
    const layers = NAMES.map((name) => [{ ...call(name), compensate: unnamed(call(`undo-${name}`)) }]);
    await killedAt('/undo-b', { components: [...layers, [call('fails')]] });
    const counts = NAMES.map((name) => upstream.callsOf(`/undo-${name}`).length);
    assert.deepEqual(counts, [1, 2, 1]);
  });

  it('goes on with the run of another rule that was undoing it', async () => {
    const compensate = { type: 'rule', method: 'POST', url: 'undoing' };
    const rule = { components: [[{ ...call('a'), compensate }], [call('fails')]] };
    await killedAt('/by-rule', rule, { undoing: { durable: true, components: [[call('by-rule')]] } });
    assert.equal([...(await runRows(place.databaseUrl)).values()].length, 3);
  });
});
