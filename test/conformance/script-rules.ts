import assert from 'node:assert/strict';
import type { RunLog } from '../../src/engine/run-log.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';

type Json = Record<string, unknown>;

/** Scripts in rules of their own, and what comes of them. */
export function scriptsOf(gateway: () => Gateway) {
  let count = 0;

  /** Saves a rule of this one script, and gives its path. */
  async function saved(source: string, component: Json = {}, rule: Json = {}): Promise<string> {
    const name = `s${++count}`;
    const { language = 'js', ...more } = component;
    const answer = await gateway().api('POST', 'script', { name, script: source, language });
    assert.equal(answer.status, 201, answer.text);
    await gateway().rule(name, 'POST', {
      components: [[{ name: 's', type: 'script', url: name, input: '{request.body}', outputName: 's', ...more }]],
      response: { body: '{s}' },
      ...rule,
    });
    return name;
  }

  async function run(source: string, input: unknown = {}, component: Json = {}, rule: Json = {}): Promise<Reply> {
    return gateway().call('POST', await saved(source, component, rule), input);
  }

  /** Runs `body` as a plain handler and as an async one; both must return the same. */
  async function both(body: string, input: unknown = {}): Promise<unknown> {
    const plain = await run(`function handler(ctx, input) { ${body.replaceAll('await ', '')} }`, input);
    const asynchronous = await run(`async function handler(ctx, input) { ${body} }`, input);
    assert.equal(plain.status, 200, plain.text);
    assert.deepEqual([asynchronous.status, asynchronous.body], [200, plain.body]);
    return plain.body;
  }

  async function logOf(reply: Reply): Promise<RunLog> {
    const query = `run_log?trx=${reply.headers.get('trx') ?? ''}`;
    await until(async () => (await gateway().api('GET', query)).status === 200);
    return (await gateway().api<RunLog>('GET', query)).body.data;
  }

  return { saved, run, both, logOf };
}
