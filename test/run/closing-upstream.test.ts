import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { rawUpstream, type RawUpstream } from '../outbound/raw-upstream.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n{"ok":1}';

describe('a rule of two layers on an upstream that closes after each answer without saying so', () => {
  let gateway: Gateway;
  let upstream: RawUpstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([
      startGateway(),
      rawUpstream({ onRequest: (socket) => void socket.end(OK) }),
    ]);
    const call = (name: string): object => ({ name, type: 'api', method: 'POST', url: upstream.url, outputName: name });
    await gateway.rule('two', 'POST', {
      components: [[call('a')], [call('b')]],
      response: { body: { a: '{a.ok}', b: '{b.ok}' } },
    });
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  for (const clients of [1, 10, 50]) {
    it(`fails none of 200 runs of ${clients} clients`, async () => {
      const answers = new Map<string, number>();
      const client = async (): Promise<void> => {
        for (let run = 0; run < 200 / clients; run++) {
          const { text } = await gateway.call('POST', 'two', {});
          answers.set(text, (answers.get(text) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: clients }, client));
      assert.deepEqual([...answers], [['{"a":1,"b":1}', 200]]);
    });
  }
});
