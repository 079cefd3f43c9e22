import { keptRunHead, runFilter } from '../../admin/kept-run.ts';
import { refuseUsed, shownSecret } from '../../admin/secret.ts';
import type { RunLog } from '../../engine/run-log.ts';
import { StepgateError } from '../../error.ts';
import { encodeAnswer } from '../../http/encode-answer.ts';
import type { App } from '../app.ts';
import { CLI } from '../with-store.ts';
import type { LogHead, RunsFilter, RunsSource } from './runs-source.ts';

type Parts = Pick<App, 'config' | 'store' | 'engine' | 'registry'>;

/**
 * Runs and secrets of a database, whether gateways run on it or not: each change is a compare-and-set on the stored row,
 * as between gateways.
 * @param logOf the log of a run of this process.
 */
export function createDatabaseSource(
  { config, store, engine, registry }: Parts,
  logOf: (trx: string) => RunLog | undefined = () => undefined,
): RunsSource {
  const filterOf = (filter: RunsFilter): ReturnType<typeof runFilter> => runFilter(filter, config.prefix);
  return {
    option: '',
    async logs({ min_run_time: minRunTime, ...rest }, place) {
      const filter = { ...filterOf(rest), ...(minRunTime !== undefined && { minRunTime }) };
      const page = await store.runLogs.page(filter, place);
      return { ...page, list: page.list as unknown as LogHead[] };
    },
    async kept(filter, place) {
      const page = await store.runs.page(filterOf(filter), place);
      return { ...page, list: page.list.map(keptRunHead) };
    },
    log: async (trx) => logOf(trx) ?? (await store.runLogs.get(trx)),
    async suspension(trx) {
      const row = await store.runs.get(trx);
      if (!row) return undefined;
      if (row.state === '') return { ...keptRunHead(row), rule: null, data: null, err_names: null };
      const { rule, data, errNames } = await engine.view(row.state);
      return { ...keptRunHead(row), rule, data, err_names: errNames };
    },
    preview: (trx, change) => engine.preview(trx, { ...change, mayRedirect: true }),
    async recover(trx, change) {
      const run = await engine.recover(trx, { ...change, mayRedirect: true }, CLI);
      const answer = await encodeAnswer(await run.answer);
      const status = await run.done;
      const error = status === 'success' ? null : (logOf(trx)?.error ?? null);
      return {
        answer: { ...answer, body: String(answer.body), headers: { ...answer.headers, trx } },
        outcome: { status, error },
      };
    },
    cancel: (trx, reason) => engine.cancel(trx, reason, CLI),
    compensate: (trx, reason) => engine.compensate(trx, reason, CLI),
    async secrets(name, place) {
      const page = await store.secrets.page(name === undefined ? {} : { name }, place);
      return { ...page, list: page.list.map(shownSecret) };
    },
    async saveSecret(name, content, description) {
      const found = await store.secrets.get({ name });
      const patch = { content, ...(description !== undefined && { description }) };
      if (found) await store.secrets.change(found.id, patch, CLI);
      else if (!(await store.secrets.add({ name, content, description: description ?? '' }, CLI)))
        throw new StepgateError('000409', `the secret ${name} was added meanwhile; set it again to change it`);
      return found ? 'changed' : 'added';
    },
    async removeSecret(name, force) {
      const found = await store.secrets.get({ name });
      if (!found) throw new StepgateError('000404', `there is no secret with name ${name}`);
      if (!force) await refuseUsed({ registry }, name);
      await store.secrets.remove(found.id, CLI);
    },
  };
}
