import { Type } from 'typebox';
import type { RunProgress } from '../engine/followed-event.ts';
import { followedRun } from '../engine/followed-run.ts';
import type { LiveRun } from '../engine/live-run.ts';
import type { KeptRunHead } from '../engine/port.ts';
import type { Entry } from '../engine/queue-port.ts';
import { runProgress } from '../engine/run-progress.ts';
import { isEnded } from '../engine/run-status.ts';
import { nextTurn } from '../large/turn.ts';
import type { KeptRunFilter } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { anyRunFilter, anyRunFilterFields } from './any-run-filter.ts';
import { PageOf, answers, paged } from './envelope.ts';
import { Id, Nullable, Query, Time, Trx, paging, time } from './field.ts';
import { keptRunFields, keptRunHead, keptViewFields } from './kept-run.ts';
import { successOfAnySize } from './large-answer.ts';
import { MOST_LIVE, isFound } from './live-filter.ts';
import { keptRunView } from './suspend.ts';
import { noSuch } from './version.ts';

const Progress = Type.Unsafe<RunProgress>(
  Type.Object({
    percentage: Type.Integer(),
    total_steps: Type.Integer(),
    completed_steps: Type.Integer(),
    failed_steps: Type.Integer(),
    skipped_steps: Type.Integer(),
    current: Type.Array(Type.String({ description: 'what is under way, or rests: layer-2/coupon' })),
    message: Nullable(Type.String()),
  }),
);

/** What who follows a run is told, beside what lists of kept runs show. */
const followed = {
  queue: Nullable(Type.String()),
  attempt: Type.Integer(),
  progress: Nullable(Progress),
  started_at: Nullable(Time),
  ended_at: Nullable(Time),
  error: Nullable(
    Type.Object({ code: Type.String(), msg: Nullable(Type.String()), component: Nullable(Type.String()) }),
  ),
};

const runFields = {
  ...keptRunFields,
  id: Nullable(Id),
  revision: Nullable(keptRunFields.revision),
  kept: Type.Boolean({ description: 'false: it is in the memory of its process only' }),
  ...followed,
};

/** Runs of every status: kept ones by their rows, those under way that are not kept by the processes that run them. */
export function addRunPageRoute(app: AdminApp, deps: AdminDeps): void {
  addPage(app, deps);
  addRead(app, deps);
}

function addPage(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Runs that are kept, or under way, newest first',
    description:
      'Kept runs of every status are read from the database, so those of all instances are here. Runs that are not kept ' +
      'are known to the process that runs them, while it does: of other instances than the one that is asked, and its ' +
      'sibling processes (STEPGATE_PROCESSES), they are not seen. The first page has the newest of them beside its kept runs.',
    querystring: Query({
      ...paging,
      count: Type.Integer({ minimum: 1, maximum: MOST_LIVE, default: 100 }),
      ...anyRunFilterFields,
    }),
    response: answers(PageOf(Type.Object(runFields))),
  };
  app.get('/run/page', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const filter = anyRunFilter(query, deps.prefix);
    const isFirst = query.after === undefined && query.page === 1;
    const [live, page] = await Promise.all([deps.engine.live(MOST_LIVE), keptPage(deps, filter, query)]);
    const kept = new Set(page.list.map(({ trx }) => trx));
    // One whose row has just been written is there once.
    const others = live.list.filter((run) => !run.kept && !kept.has(run.trx) && isFound(run, filter));
    const byTrx = new Map(live.list.map((run) => [run.trx, run]));
    const list = [
      ...(await keptRuns(deps, page.list, byTrx)),
      ...(isFirst ? others.slice(0, query.count).map(unkeptRun) : []),
    ].sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
    const unkept = others.length < MOST_LIVE ? others.length : live.unkept;
    return paged({ ...page, list, total: page.total + unkept }, query, (run) => run);
  });
}

async function keptPage({ store }: AdminDeps, filter: KeptRunFilter, place: Parameters<typeof store.runs.page>[1]) {
  if (filter.statuses?.length !== 0) return store.runs.page(filter, place);
  return { list: [], total: 0, isTotalExact: true, next: null };
}

/** The row knows which layers are stored, the process that runs it which one it is at. */
async function keptRuns({ store }: AdminDeps, rows: readonly KeptRunHead[], byTrx: ReadonlyMap<string, LiveRun>) {
  const trxs = rows.map(({ trx }) => trx);
  const [{ runs, logs }, entries] = await Promise.all([store.small(trxs), store.queues.entries(trxs)]);
  const places = new Map(entries.map((entry) => [entry.trx, entry]));
  const list = [];
  for (const row of rows) {
    const small = runs.get(row.trx);
    await nextTurn();
    const isCounted = small && (!isEnded(row.status) || logs.has(row.trx));
    const progress = isCounted ? await runProgress(small, { log: () => Promise.resolve(logs.get(row.trx)) }) : null;
    const live = byTrx.get(row.trx);
    list.push({
      ...shown(row, progress, places.get(row.trx)),
      ...(live?.kept && { cur_step: Math.max(live.step, row.curStep) }),
    });
  }
  return list;
}

function shown(row: KeptRunHead, progress: RunProgress | null, entry: Entry | undefined) {
  return { ...keptRunHead(row), ...followedRun(row, progress, entry), kept: true };
}

function unkeptRun({ trx, logId, method, path, version, status, layers, step, startedAt, ...run }: LiveRun) {
  const at = time(startedAt);
  return {
    ...{ id: null, trx, log_id: logId, method, path, version, status, cause: null, step: layers, cur_step: step },
    ...{ err_code: null, err_msg: null, err_component: null, recover_count: 0, revision: null },
    ...(run.metadata && { metadata: run.metadata }),
    ...{ created_at: at, updated_at: at, kept: false },
    ...{ queue: null, attempt: 1, progress: null, started_at: at, ended_at: null, error: null },
  };
}

function addRead(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'One run that is kept, or under way',
    querystring: Query({ trx: Trx }),
    response: answers(Type.Object({ ...runFields, ...keptViewFields })),
  };
  app.get('/run', { config: { role: 'viewer' }, schema }, async ({ query: { trx } }, reply) => {
    const { store, engine } = deps;
    const row = await store.runs.get(trx);
    const live = (await engine.live(MOST_LIVE)).list.find((run) => run.trx === trx);
    if (row) {
      const progress = await engine.following.progress(row);
      const view = await keptRunView(deps, row);
      const step = live?.kept ? { cur_step: Math.max(live.step, row.curStep) } : {};
      return successOfAnySize(reply, { ...view, ...shown(row, progress, await store.queues.entry(trx)), ...step });
    }
    if (!live) throw noSuch('run that is kept or under way', { trx });
    return successOfAnySize(reply, { ...unkeptRun(live), rule: null, data: null, err_names: null });
  });
}
