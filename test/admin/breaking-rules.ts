import assert from 'node:assert/strict';
import type { Upstream } from '../fixture/upstream.ts';
import type { TestServer } from '../gateway/start-server.ts';

/** A kept run as it is answered. */
export interface Suspension {
  id: number;
  trx: string;
  log_id: string;
  method: string;
  path: string;
  version: string;
  status: string;
  cause: string;
  step: number;
  cur_step: number;
  err_code: string;
  err_msg: string;
  err_component: string;
  rule: Record<string, unknown>;
  data: Record<string, unknown>;
  err_names: string[];
  recover_count: number;
  revision: number;
  created_at: string;
  updated_at: string;
}

/** Some of them. */
export interface Page {
  list: Suspension[];
  total: number;
}

/** Rules that break, and their suspended runs. */
export function breakingRules(parts: () => { readonly server: TestServer; readonly upstream: Upstream }) {
  /** A rule of two layers, whose second one fails until `mend`. */
  async function breaking(name: string, rest: Record<string, unknown> = {}): Promise<{ mend: () => void }> {
    parts().upstream.json(`/${name}/user`, { id: 7 });
    parts().upstream.json(`/${name}/coupon`, { error: 'out of coupons' }, 500);
    const api = (component: string, input?: unknown): unknown => ({
      name: component,
      type: 'api',
      method: 'POST',
      url: `${parts().upstream.url}/${name}/${component}`,
      input,
      outputName: component,
    });
    await parts().server.rule('POST', name, {
      suspend: true,
      components: [
        [api('user')],
        [api('coupon', { user: '{user.id}', note: '{request.body.note}', gone: '{nope.x}' })],
      ],
      response: { status: 201, header: { 'x-user': '{user.id}' }, body: { coupon: '{coupon.code}' } },
      ...rest,
    });
    return { mend: () => parts().upstream.json(`/${name}/coupon`, { code: 'C1' }) };
  }

  async function suspend(name: string): Promise<string> {
    const answer = await parts().server.call('POST', name, { note: 'n' });
    assert.deepEqual([answer.status, answer.body.status], [202, 'suspended'], answer.text);
    return answer.headers.get('trx') ?? '';
  }

  const read = async (trx: string) => (await parts().server.api<Suspension>('GET', `suspend?trx=${trx}`)).body.data;

  return { breaking, suspend, read };
}
