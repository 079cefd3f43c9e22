import { Type } from 'typebox';
import { cancellableStatuses } from '../engine/run-status.ts';
import type { RunStatus } from '../engine/run-status.ts';
import { toStepgateError } from '../error.ts';
import type { KeptRunFilter, Operator } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { anyRunFilter, anyRunFilterFields } from './any-run-filter.ts';
import { eachRun, foundTrxs } from './each-run.ts';
import { answers, success } from './envelope.ts';
import { Body, Filter } from './field.ts';
import { atOnce, limitOf, trxsField } from './kept-run.ts';
import { MOST_LIVE, isFound } from './live-filter.ts';

/** What can be done for many runs: to those of these statuses. */
interface BulkAction {
  readonly name: string;
  readonly summary: string;
  readonly statuses: readonly RunStatus[];
  /** Only runs of queues. */
  readonly isOfQueues?: true;
  readonly act: (engine: AdminDeps['engine'], trx: string, reason: string, operator: Operator) => Promise<unknown>;
}

const ACTIONS: readonly BulkAction[] = [
  {
    name: 'cancel_all',
    summary: 'Cancel the runs that a filter finds, in the background',
    statuses: cancellableStatuses,
    act: (engine, trx, reason, operator) => engine.cancel(trx, reason, operator),
  },
  {
    name: 'resume_all',
    summary: 'Go on with the paused runs that a filter finds, in the background',
    statuses: ['paused'],
    act: (engine, trx, _reason, operator) => engine.pauses.resume(trx, operator),
  },
  {
    name: 'retry_all',
    summary: 'Try the failed and cancelled runs of queues that a filter finds anew, in the background',
    statuses: ['failed', 'cancelled'],
    isOfQueues: true,
    act: (engine, trx, _reason, operator) => engine.queues.retry(trx, operator),
  },
];

/** `POST /run/cancel_all` and the like. */
export function addBulkRunRoutes(app: AdminApp, deps: AdminDeps): void {
  for (const action of ACTIONS) addAction(app, deps, action);
}

function addAction(app: AdminApp, deps: AdminDeps, action: BulkAction): void {
  const schema = {
    summary: action.summary,
    description: `Runs with the status ${action.statuses.join(', ')}; each is in the audit log. What is refused is in the process's log.`,
    body: Body(
      {
        filter: Filter({ ...anyRunFilterFields, ...trxsField }, { minProperties: 1 }),
        limit: atOnce,
        ...(action.name === 'cancel_all' && {
          reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
        }),
      },
      { filter: { rule: 'POST api/v1/register' }, limit: 100 },
    ),
    response: answers(Type.Object({ accepted: Type.Integer({ description: 'how many were found' }) })),
  };
  app.post(`/run/${action.name}`, { config: { role: 'operator' }, schema }, async ({ body, caller }) => {
    const { filter: fields, reason = `with others: ${action.name}` } = body as typeof body & { reason?: string };
    const trxs = await found(deps, action, anyRunFilter(fields, deps.prefix), limitOf(body));
    void actOnEach(deps, action, trxs, reason, caller.operator);
    return success({ accepted: trxs.length });
  });
}

async function found(deps: AdminDeps, action: BulkAction, asked: KeptRunFilter, limit: number): Promise<string[]> {
  const statuses = action.statuses.filter((status) => asked.statuses?.includes(status));
  const filter = { ...asked, statuses, ...(action.isOfQueues && { isOfQueue: true }) };
  const kept = await foundTrxs(deps, filter, limit);
  if (!statuses.includes('running')) return kept;
  // Those that are in no row are listed, too.
  const live = (await deps.engine.live(MOST_LIVE)).list.filter((run) => !run.kept && isFound(run, filter));
  return [...new Set([...kept, ...live.map(({ trx }) => trx)])].slice(0, limit);
}

async function actOnEach(
  deps: AdminDeps,
  { name, act }: BulkAction,
  trxs: readonly string[],
  reason: string,
  operator: Operator,
): Promise<void> {
  const left = await eachRun(deps, trxs, async (trx) => {
    try {
      await act(deps.engine, trx, reason, operator);
    } catch (error) {
      const { code, message } = toStepgateError(error);
      const cause = code === '110000' ? { err: error } : {};
      deps.log.warn({ trx, code, ...cause }, `${name} has left out a run: ${message}`);
    }
  });
  if (left > 0) deps.log.warn({ left }, `${name} was not done before this process has ended: ${left} runs are left`);
}
