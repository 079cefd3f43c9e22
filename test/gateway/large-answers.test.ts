import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { programOf } from '../fixture/program.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { until } from '../fixture/until.ts';
import { largeValues } from './large-value.ts';

const FULL_SIZE = process.env.LARGE_ANSWER_MIB;
/** Of each value: the log, which holds 1 MiB, has to be cut. */
const SIZE_MIB = Number(FULL_SIZE ?? 1.2);
/** What is tried where no size is given. */
const FEW = ['one text full of escapes', 'an object of a million keys', 'long numbers', 'deep nesting', 'many rows'];
/** On an idle machine no turn takes over some 50 ms; beside other suites, which share the processor's caches, several times that. */
const LONGEST_MS = Number(process.env.LONGEST_TURN_MS ?? 600);

describe('a large answer of an upstream', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    upstream = await startUpstream();
    gateway = await startGateway({
      main: programOf('test/gateway/measured-start.ts'),
      env: { LOG_LEVEL: 'warn', STEPGATE_VAR_UP: upstream.url },
    });
    process.kill(gateway.pid, 'SIGUSR2');
    const secret = await gateway.api('POST', 'secret', { name: 'TOKEN', content: 'a-token-that-is-long' });
    assert.equal(secret.status, 201, secret.text);
    const call = { name: 'a', type: 'api', method: 'GET', url: '{var.UP}/large', outputName: 'out' };
    const failing = { name: 'b', type: 'api', method: 'GET', url: '{var.UP}/fails' };
    await gateway.rule('passed', 'POST', { components: [[call]], response: { body: '{out}' } });
    await gateway.rule('recorded', 'POST', { record: true, components: [[call]], response: { body: '{out}' } });
    await gateway.rule('suspended', 'POST', {
      suspend: true,
      components: [[call], [failing]],
      response: { body: { same: '{out}' } },
    });
  });
  after(async () => {
    await gateway.kill('SIGKILL');
    await upstream.close();
  });

  for (const [name, make] of Object.entries(largeValues)) {
    if (FULL_SIZE === undefined && !FEW.includes(name)) continue;
    it(`holds up nobody for long: ${name}`, async (t) => {
      const text = make(SIZE_MIB);
      const value = text.startsWith('[\n') ? JSON.stringify(JSON.parse(text)) : text;
      upstream.on('/large', (_call, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(text),
      );
      upstream.json('/fails', {}, 500);
      const passed = await measured(t, 'passed', () => gateway.call('POST', 'passed'));
      assert.ok(passed.text.length === value.length, `${passed.status} ${passed.text.slice(0, 200)}`);
      const keyed = { 'idempotency-key': name };
      await measured(t, 'recorded, with a key', () => gateway.call('POST', 'recorded', undefined, keyed));
      await measured(t, 'replayed', () => gateway.call('POST', 'recorded', undefined, keyed));
      const kept = await measured(t, 'suspended', () => gateway.call('POST', 'suspended'));
      assert.equal(kept.status, 202, kept.text);
      const trx = String(kept.headers.get('trx'));
      await measured(t, 'read by an operator', () => gateway.api('GET', `suspend?trx=${trx}`));
      upstream.json('/fails', {}, 200);
      const recovered = await measured(t, 'recovered', () => gateway.api('POST', 'suspend/recover', { trx }));
      assert.ok(recovered.text.length === value.length + 9, `${recovered.status} ${recovered.text.slice(0, 200)}`);
      const log = await measured(t, 'the run log', () => gateway.api('GET', `run_log?trx=${trx}`));
      assert.ok(log.text.length < 1.1 * 1024 ** 2);
    });
  }

  async function measured<T>(
    t: { diagnostic: (text: string) => void },
    what: string,
    act: () => Promise<T>,
  ): Promise<T> {
    await section();
    const result = await act();
    const [longest, collection] = await section();
    t.diagnostic(`${what}: longest turn ${longest} ms, longest collection ${collection} ms`);
    assert.ok(longest < LONGEST_MS, `${what}: ${longest} ms`);
    return result;
  }

  /** The longest turn and collection since the last time. */
  async function section(): Promise<readonly [number, number]> {
    const { length } = gateway.output();
    const found = (): RegExpExecArray | null =>
      /longest turns: \[([\d.]*).*\nlongest collection: (\d+)/.exec(gateway.output().slice(length));
    process.kill(gateway.pid, 'SIGUSR2');
    await until(() => found() !== null);
    const [, longest, collection] = found() ?? [];
    return [Number(longest), Number(collection)];
  }
});
