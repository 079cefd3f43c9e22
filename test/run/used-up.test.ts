import assert from 'node:assert/strict';
import { it } from 'node:test';
import { compiled, createRig } from '../fault/rig.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import { direct } from '../store/direct.ts';
import { onEachDatabase } from '../store/store-under-test.ts';

onEachDatabase('a crashed run whose automatic recoveries are used up', (it_) => {
  it('is undone, also where the process has died that found it', async () => {
    const upstream = await startUpstream();
    upstream.json('/a', {});
    upstream.json('/undo', {});
    upstream.on('/held', () => undefined);
    const [dying, other] = [it_.store, await it_.another()].map((store, at) => createRig({ store, owner: `p${at}` }));
    assert.ok(dying && other);
    const call = (name: string) => ({ name, type: 'api', method: 'POST', url: `${upstream.url}/${name}` });
    const compensate = { type: 'api', method: 'POST', url: `${upstream.url}/undo` };
    const rule = {
      ...{ durable: true, recover: { auto: true, max: 1, wait: 0, then: 'compensate' } },
      components: [[{ ...call('a'), compensate }], [call('held')]],
    };
    const { trx } = dying.run(compiled(rule), 'r');
    await upstream.called('/held');
    // Suspended by who looks for crashed runs, and nothing more.
    await direct(
      it_.url,
      "UPDATE run SET status = 'suspended', cause = 'crash', epoch = epoch + 1, owner = NULL, lease_until = NULL, " +
        'recover_count = 1, recover_at = 0 WHERE trx = ?',
      [trx],
    );
    other.engine.startMaintenance();
    await until(async () => (await it_.store.runs.find(trx))?.status === 'compensated');
    assert.deepEqual([upstream.callsOf('/undo').length, upstream.callsOf('/held').length], [1, 1]);
    await upstream.close();
    for (const rig of [dying, other]) {
      await rig.engine.drain(0);
      await rig.close();
    }
  });
});
