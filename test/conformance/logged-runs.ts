import type { RunLog } from '../../src/engine/run-log.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import type { Upstream } from '../fixture/upstream.ts';

type Json = Record<string, unknown>;

/** Components, rules and logs of the runs of one gateway. */
export function loggedRuns(parts: () => { readonly gateway: Gateway; readonly upstream: Upstream }) {
  const api = (name: string, path: string, more: Json = {}): Json => ({
    ...{ name, type: 'api', method: 'POST', url: `${parts().upstream.url}/${path}`, outputName: name },
    ...more,
  });

  async function log(trx: unknown): Promise<RunLog> {
    await until(async () => (await parts().gateway.api('GET', `run_log?trx=${String(trx)}`)).status === 200);
    return (await parts().gateway.api<RunLog>('GET', `run_log?trx=${String(trx)}`)).body.data;
  }

  async function runScript(name: string, source: string, rule: Json = {}): Promise<Reply> {
    await parts().gateway.script(name, source);
    await parts().gateway.rule(name, 'POST', {
      record: true,
      components: [[{ name: 's', type: 'script', url: name, input: '{request.body}', outputName: 's' }]],
      response: { body: '{s}' },
      ...rule,
    });
    return parts().gateway.call('POST', name, {});
  }

  return { api, log, runScript };
}
