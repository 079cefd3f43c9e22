import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../src/json.ts';
import { runLog } from '../observe/run-log.ts';
import { readState, writeState } from '../../src/engine/kept-state.ts';

describe('a stored state', () => {
  it('says whether an answer is pending, under its older name too', async () => {
    const pending = async (stored: object): Promise<boolean> =>
      (await readState(JSON.stringify({ data: {}, log: {}, ...stored }))).pendingAnswer;
    assert.equal(await pending({ pendingAnswer: true }), true);
    assert.equal(await pending({ owesAnswer: true }), true);
    assert.equal(await pending({ owesAnswer: false }), false);
  });

  it('has the request once, unless the data has another one by now', async () => {
    const request = { body: 'of the client' };
    const log = runLog({ request });
    const rule = { name: 'a', method: 'POST', rule: { suspend: true, components: [] } };
    const rest = { scriptData: {}, steps: {}, failed: null, responded: null, pendingAnswer: false };
    for (const data of [{ request }, { request: { body: 'of an operator' } }, {}] as JsonObject[]) {
      const text = await writeState({ rule, data, log, ...rest });
      assert.equal(text.split('of the client').length, 2);
      assert.deepEqual(await readState(text), { rule, data, log, ...rest });
    }
  });
});
