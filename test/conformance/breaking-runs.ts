import assert from 'node:assert/strict';
import type { RunLog } from '../../src/engine/run-log.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import type { Upstream } from '../fixture/upstream.ts';

type Json = Record<string, unknown>;
type Answer = Reply<{ code: number | string; msg: string; data: Json; errors?: { path?: string; pointer?: string }[] }>;

/** The trx of no run. */
export const NOBODY = `TRX${'0'.repeat(32)}`;

/** Runs that are suspended, and what an operator does with them. */
export function breakingRuns(parts: () => { readonly gateway: Gateway; readonly upstream: Upstream }) {
  const component = (rule: string, name: string, more: Json = {}): Json => ({
    ...{ name, type: 'api', method: 'POST', url: `${parts().upstream.url}/${rule}/${name}`, outputName: name },
    ...more,
  });

  /** A rule whose second layer breaks at `bad` until its upstream is mended. */
  async function breaking(name: string, more: Json = {}): Promise<void> {
    parts().upstream.json(`/${name}/first`, { id: 7 });
    parts().upstream.json(`/${name}/bad`, { error: 'broken' }, 500);
    parts().upstream.json(`/${name}/good`, { fine: true });
    parts().upstream.json(`/${name}/last`, { done: true });
    await parts().gateway.rule(name, 'POST', {
      suspend: true,
      components: [
        [component(name, 'first')],
        [component(name, 'bad', { input: { id: '{first.id}' } }), component(name, 'good')],
        [component(name, 'last')],
      ],
      response: { status: 201, header: { 'X-Id': '{first.id}' }, body: ['{first.id}', '{bad.v}', '{last.done}'] },
      ...more,
    });
  }

  async function suspended(name: string, body: unknown = { in: 1 }): Promise<string> {
    const reply = await parts().gateway.call('POST', name, body);
    assert.equal(reply.status, 202, reply.text);
    return String(reply.body.trx);
  }

  const mend = (name: string): void => parts().upstream.json(`/${name}/bad`, { v: 'mended' });
  const api = (method: string, path: string, body?: unknown): Promise<Answer> =>
    parts().gateway.api(method, path, body);
  const read = async (trx: string): Promise<Json> => (await api('GET', `suspend?trx=${trx}`)).body.data;
  const log = async (trx: string): Promise<RunLog> =>
    (await parts().gateway.api<RunLog>('GET', `run_log?trx=${trx}`)).body.data;

  async function refused(status: number, method: string, path: string, body?: unknown): Promise<Answer['body']> {
    const answer = await api(method, path, body);
    const says = `${method} ${path} ${JSON.stringify(body)}: ${answer.text}`;
    assert.deepEqual([answer.status, answer.body.code], [status, `000${status}`], says);
    return answer.body;
  }

  return { component, breaking, suspended, mend, api, read, log, refused };
}
