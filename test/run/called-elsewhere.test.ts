import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { compiled, createRig } from '../fault/rig.ts';
import type { Rig } from '../fault/rig.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { onEachDatabase } from '../store/store-under-test.ts';

onEachDatabase('a callback that another instance takes', (it_) => {
  let upstream: Upstream;
  let rigs: Rig[];
  before(async () => {
    upstream = await startUpstream();
    upstream.json('/last', {});
    // Neither looks for what is due.
    rigs = [createRig({ store: it_.store, owner: 'one' }), createRig({ store: await it_.another(), owner: 'another' })];
  });
  after(async () => {
    for (const rig of rigs) await rig.close();
    await upstream.close();
  });

  it('lets the run go on as soon as it has come to rest', async () => {
    const [one, another] = rigs as [Rig, Rig];
    const answering = Promise.withResolvers<() => void>();
    upstream.on('/slow', (_, response) => answering.resolve(() => response.writeHead(200).end('{}')));
    const call = (name: string) => ({ name, type: 'api', url: `${upstream.url}/${name}` });
    const wait = { name: 'pay', type: 'wait', for: 'callback' };
    const run = one.run(compiled({ components: [[wait, call('slow')], [call('last')]] }), 'r');
    const answer = await answering.promise;
    await another.engine.waits.calledBack(run.trx, '1-pay', () => Promise.resolve({}));
    answer();
    assert.equal(await run.done, 'waiting');
    await until(async () => (await it_.store.runs.find(run.trx))?.status === 'success');
    assert.equal(upstream.callsOf('/last').length, 1);
  });
});
