import assert from 'node:assert/strict';
import type { RunLog } from '../../src/engine/run-log.ts';
import { request } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import type { Upstream } from '../fixture/upstream.ts';

type Json = Record<string, unknown>;
type Answer = Reply<{
  code: number | string;
  msg: string;
  data: Json;
  errors?: { path?: string; message?: string }[];
}>;
interface Kept {
  id: number;
  version: string;
  status: string;
  step: number;
  rule: Json;
  data: Json;
}

/** A gateway, what it calls, and the token of an operator. */
interface Parts {
  readonly gateway: Gateway;
  readonly upstream: Upstream;
  readonly operator: string;
}

/** Runs that reserve and then break, and what an admin and an operator do with them. */
export function reservations(parts: () => Parts) {
  const asAdmin = (method: string, path: string, body?: unknown): Promise<Answer> =>
    parts().gateway.api(method, path, body);
  const asOperator = (method: string, path: string, body?: unknown): Promise<Answer> =>
    request(method, `${parts().gateway.url}/api/v1/${path}`, body, { authorization: `Bearer ${parts().operator}` });
  const read = async (trx: string): Promise<Kept> =>
    (await asOperator('GET', `suspend?trx=${trx}`)).body.data as unknown as Kept;
  const log = async (trx: string): Promise<RunLog> =>
    (await asOperator('GET', `run_log?trx=${trx}`)).body.data as unknown as RunLog;
  const audited = async (trx: string, action: string): Promise<{ before: Json; after: Json }> => {
    const { data } = (await asAdmin('GET', `audit/page?target=${trx}&action=${action}`)).body;
    return (data.list as { before: Json; after: Json }[])[0] ?? { before: {}, after: {} };
  };

  const api = (url: string, name: string, more: Json = {}): Json => ({
    ...{ name, type: 'api', method: 'POST', url, outputName: name },
    ...more,
  });

  /** A rule of two layers: a reservation, then what breaks. */
  async function reserving(name: string, second: Json = {}, more: Json = {}): Promise<void> {
    parts().upstream.json(`/${name}/hold`, { id: 'R1', seats: ['1A', '1B'] });
    parts().upstream.json(`/${name}/pay`, { error: 'broken' }, 500);
    await parts().gateway.rule(name, 'POST', {
      suspend: true,
      components: [
        [api(`${parts().upstream.url}/${name}/hold`, 'hold')],
        [api(`${parts().upstream.url}/${name}/pay`, 'pay', { input: { hold: '{hold.id}' }, ...second })],
      ],
      response: { status: 201, body: { reservation: '{hold.id}', paid: '{pay.ok}' } },
      ...more,
    });
  }

  async function suspended(name: string, body: unknown = {}): Promise<string> {
    const reply = await parts().gateway.call('POST', name, body);
    assert.equal(reply.status, 202, reply.text);
    return String(reply.body.trx);
  }

  function refused(answer: Answer, status: number, message: RegExp): void {
    assert.deepEqual([answer.status, answer.body.code], [status, `000${status}`], answer.text);
    assert.match(answer.body.msg, message);
  }

  return { asAdmin, asOperator, read, log, audited, api, reserving, suspended, refused };
}
