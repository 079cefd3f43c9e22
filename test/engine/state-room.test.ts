import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StateRoom } from '../../src/engine/state-room.ts';
import { StepgateError } from '../../src/error.ts';
import type { Json, JsonObject } from '../../src/json.ts';

const MIB = 1024 ** 2;
const RULE: JsonObject = { name: 'rule' };

function roomWith(data: JsonObject): { take: (value: string) => void | Promise<void>; kept: string[] } {
  const room = new StateRoom(RULE, data);
  const kept: string[] = [];
  const take = (value: string): void | Promise<void> => {
    const state = (): { data: JsonObject; scriptData: JsonObject; steps: Record<string, never>; responded: null } => ({
      data: { ...data, kept: [...kept, value] as Json },
      scriptData: {},
      steps: {},
      responded: null,
    });
    return room.take(value, state, () => kept.push(value));
  };
  return { take, kept };
}

describe('the room for what a run keeps', () => {
  it('is taken at once for what is small, once the rule has been measured', async () => {
    await roomWith({}).take('first');
    const { take, kept } = roomWith({});
    assert.equal(take('small'), undefined);
    assert.deepEqual(kept, ['small']);
  });

  it('is taken later for what is large, in the order in which it came', async () => {
    const { take, kept } = roomWith({});
    const large = 'x'.repeat(MIB);
    const taken = [large, 'small'].map(async (value) => take(value));
    assert.deepEqual(kept, []);
    await Promise.all(taken);
    assert.deepEqual(kept, [large, 'small']);
    assert.equal(take('later'), undefined);
  });

  it('is refused to the second of two that have no room together, and left to a third', async () => {
    const { take, kept } = roomWith({ before: 'y'.repeat(MIB) });
    const [a, b, c] = ['a'.repeat(40 * MIB), 'b'.repeat(40 * MIB), 'c'.repeat(10 * MIB)];
    const taken = await Promise.allSettled([a, b, c].map(async (value) => take(value)));
    assert.deepEqual(
      taken.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.ok(kept[0] === a && kept[1] === c && kept.length === 2);
    const [, refused] = taken;
    const reason: unknown = refused?.status === 'rejected' && refused.reason;
    assert.ok(reason instanceof StepgateError && reason.code === '110003', String(reason));
  });
});
