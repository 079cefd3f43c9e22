import { Type } from 'typebox';
import type { LiveRun } from '../engine/live-run.ts';
import type { KeptRunHead } from '../engine/port.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { OneOf, Query, Time, time } from './field.ts';

const statuses = ['running', 'recovering', 'compensating'] as const;

const RunUnderWay = Type.Object({
  trx: Type.String(),
  log_id: Type.String(),
  method: Type.String(),
  path: Type.String({ description: 'of the request' }),
  version: Type.String(),
  status: OneOf(statuses),
  started_at: Time,
  step: Type.Integer({
    description:
      'the layer that runs now, from 1; of a kept run of another instance the layer reached, as it is stored',
  }),
  kept: Type.Boolean({ description: 'false: it is in the memory of its process only' }),
});

/** Runs that are under way: kept ones by their rows, the others by the processes that run them. */
export function addRunPageRoute(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Runs under way, newest first',
    description:
      'Kept runs are read from the database, so those of all instances are here. Runs that are not kept are known to ' +
      'the process that runs them: of other instances than the one that is asked, and its sibling processes ' +
      '(STEPGATE_PROCESSES), they are not seen.',
    querystring: Query({
      status: Type.Optional(OneOf(statuses, 'without: all of them')),
      count: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    }),
    response: answers(
      Type.Object({
        list: Type.Array(RunUnderWay),
        total: Type.Integer({ description: 'of kept runs at most 10000 of each status are counted' }),
        more: Type.Boolean({ description: 'there are more than in the list' }),
      }),
    ),
  };
  app.get('/run/page', { config: { role: 'viewer' }, schema }, async ({ query: { status, count } }) =>
    success(await underWay(deps, status === undefined ? statuses : [status], count)),
  );
}

type Status = (typeof statuses)[number];

async function underWay({ store, engine }: AdminDeps, wanted: readonly Status[], count: number) {
  const [live, ...pages] = await Promise.all([
    engine.live(count),
    ...wanted.map((status) => store.runs.page({ status }, { count })),
  ]);
  const byTrx = new Map(live.list.map((run) => [run.trx, run]));
  const kept = pages.flatMap(({ list }) => list);
  const trxs = new Set(kept.map(({ trx }) => trx));
  // What is not kept is no recovery. One whose row has just been written is there once.
  const others = wanted.includes('running') ? live.list.filter((run) => !run.kept && !trxs.has(run.trx)) : [];
  const total = pages.reduce((sum, page) => sum + page.total, wanted.includes('running') ? live.unkept : 0);
  const list = [...kept.map((row) => keptRun(row, byTrx.get(row.trx))), ...others]
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, count)
    .map(shown);
  return { list, total, more: total > list.length };
}

/** The row knows which layers are stored, the process that runs it which one it is at. */
function keptRun(row: KeptRunHead, live: LiveRun | undefined): LiveRun {
  const { trx, logId, method, path, version, createdAt: startedAt, curStep } = row;
  const status = statuses.find((one) => one === row.status) ?? 'running';
  return { trx, logId, method, path, version, status, startedAt, step: live?.step ?? curStep, kept: true };
}

function shown({ logId, startedAt, ...run }: LiveRun) {
  const { trx, method, path, version, status, step, kept } = run;
  return { trx, log_id: logId, method, path, version, status, started_at: time(startedAt), step, kept };
}
