import { systemClock } from '../../clock.ts';
import type { Preview } from '../../engine/engine.ts';
import type { HeaderFields } from '../../engine/header-fields.ts';
import type { RunLog } from '../../engine/run-log.ts';
import { StepgateError } from '../../error.ts';
import type { Page, PagePosition } from '../../store/result-page.ts';
import type { GatewayClient } from '../gateway-client.ts';
import type { KeptHead, LogHead, Outcome, RunsSource, ShownSecret, Suspension } from './runs-source.ts';

interface ListData<T> {
  readonly list: T[];
  readonly total: number;
  readonly total_exact: boolean;
  readonly next: string | null;
}

const NEWEST = { count: 1 };
/** An answer may go out before its run has ended. */
const POLL_MS = 200;

/** Runs and secrets of a running gateway, over its REST API. */
export function createGatewaySource(client: GatewayClient): RunsSource {
  async function page<T>(path: string, filter: object, { count, page: number, after }: PagePosition): Promise<Page<T>> {
    const query = { ...filter, count, page: number, after };
    const { list, total, total_exact, next } = await client.get<ListData<T>>(path, query);
    return { list, total, isTotalExact: total_exact, next };
  }
  const logs: RunsSource['logs'] = (filter, place) => page<LogHead>('/run_log/page', filter, place);
  const kept: RunsSource['kept'] = (filter, place) => page<KeptHead>('/suspend/page', filter, place);

  return {
    option: ` --url ${client.url}`,
    logs,
    kept,
    log: (trx) => orUndefined(client.get<RunLog>('/run_log', { trx })),
    suspension: (trx) => orUndefined(client.get<Suspension>('/suspend', { trx })),
    preview: (trx, change) => client.send<Preview>('POST', '/suspend/preview', { trx, ...change }),
    async recover(trx, change) {
      const body = { trx, ...change };
      // A refusal has no trx, or another one.
      const { answer, text } = await client.raw('/suspend/recover', body, ({ headers }) => headers.get('trx') === trx);
      const headers: HeaderFields = Object.fromEntries(answer.headers);
      return { answer: { status: answer.status, headers, body: text }, outcome: await outcomeOf(trx, { logs, kept }) };
    },
    async cancel(trx, reason) {
      await client.send('POST', '/run/cancel', { trx, reason });
    },
    async compensate(trx, reason) {
      await client.send('POST', '/run/compensate', { trx, reason });
    },
    secrets: (name, place) => page<ShownSecret>('/secret/page', { name }, place),
    async saveSecret(name, content, description) {
      const found = await orUndefined(client.get<ShownSecret>('/secret', { name }));
      const fields = { content, ...(description !== undefined && { description }) };
      if (found) await client.send('PUT', '/secret', { id: found.id, ...fields });
      else await client.send('POST', '/secret', { name, ...fields });
      return found ? 'changed' : 'added';
    },
    async removeSecret(name, force) {
      const { id } = await client.get<ShownSecret>('/secret', { name });
      await client.send('DELETE', '/secret', { id, ...(force && { force }) });
    },
  };
}

/** Where a recovered run stands once nothing of it is under way; lists say it without its data. */
async function outcomeOf(trx: string, { logs, kept }: Pick<RunsSource, 'logs' | 'kept'>): Promise<Outcome> {
  for (;;) {
    const [row] = (await kept({ trx }, NEWEST)).list;
    if (row === undefined) break;
    const { status, err_code: code, err_msg: msg, err_component: component, cur_step: layer } = row;
    if (status === 'suspended') return { status, error: { code: code ?? '', msg: msg ?? '', component, layer } };
    await systemClock.sleep(POLL_MS);
  }
  const [log] = (await logs({ trx }, NEWEST)).list;
  if (log === undefined) throw new StepgateError('000404', `there is no run log with trx ${trx}`);
  return { status: log.status, error: log.error };
}

async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StepgateError && error.code === '000404') return undefined;
    throw error;
  }
}
