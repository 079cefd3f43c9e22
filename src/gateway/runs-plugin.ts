import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { retryAfter } from '../engine/answer.ts';
import type { Engine } from '../engine/engine.ts';
import type { KeptRun, Operator } from '../engine/port.ts';
import { followedRun } from '../engine/followed-run.ts';
import { readState } from '../engine/kept-state.ts';
import { isEnded, restingStatuses } from '../engine/run-status.ts';
import { StepgateError, toStepgateError, wrongField } from '../error.ts';
import { encodeRefusal } from '../http/encode-answer.ts';
import type { EncodedAnswer } from '../http/encode-answer.ts';
import { sendAnswer } from '../http/send-answer.ts';
import type { Store } from '../store/store.ts';
import { CLIENT_ID, clientIdOf } from './client-id.ts';
import { answerPreflights } from './cors.ts';
import { storedAnswer } from './idempotency.ts';
import { sendEvents } from './run-events.ts';

/** Where clients follow the runs that they have begun. */
export const RUNS_PATH = '/runs';

/** A client has few runs under way; of more the newest are shown. */
const MOST_OF_CLIENT = 100;
const LONGEST_WAIT_S = 60;
/** How often a run is looked at while its client waits. */
const LOOK_MS = 250;
const RETRY_AFTER_MS = 1000;

export interface RunsDeps {
  readonly engine: Pick<Engine, 'cancel' | 'following'>;
  readonly store: Pick<Store, 'runs' | 'queues'>;
  readonly clock: Clock;
  readonly draining: () => boolean;
  readonly log: Pick<Logger, 'error'>;
  readonly corsOrigins: readonly string[];
  /** Undefined: the request has no token. @throws StepgateError 000401, 000403. */
  readonly operatorOf: (request: FastifyRequest) => Promise<Operator | undefined>;
}

interface OfRun {
  Params: { trx: string };
  Querystring: { wait?: string };
}

interface OfClient {
  Querystring: { client_id?: string | string[] };
}

/** `/runs/<trx>` and its result, without an envelope: for the client that has begun the run, and knows its trx. */
export function runsPlugin(deps: RunsDeps): FastifyPluginCallback {
  return (app, _options, ready) => {
    if (deps.corsOrigins.length > 0) {
      answerPreflights(app);
      app.options('/*', noMethod);
    }
    app.get<OfClient>('/', (request, reply) =>
      answered(deps, request, reply, () => ofClient(deps, request.query.client_id)),
    );
    app.delete<OfRun>('/:trx', (request, reply) => answered(deps, request, reply, () => cancel(deps, request)));
    app.get<OfRun>('/:trx', (request, reply) =>
      answered(deps, request, reply, async () => state(deps, await changed(deps, request))),
    );
    app.get<OfRun>('/:trx/events', (request, reply) => events(deps, request, reply));
    app.get<OfRun>('/:trx/result', (request, reply) => answered(deps, request, reply, () => result(deps, request)));
    ready();
  };
}

async function answered(
  { log }: RunsDeps,
  request: FastifyRequest<OfRun | OfClient>,
  reply: FastifyReply,
  answer: () => Promise<EncodedAnswer>,
): Promise<void> {
  const { trx = request.id } = request.params as Partial<OfRun['Params']>;
  const given = await answer().catch((thrown: unknown): EncodedAnswer => {
    const error = toStepgateError(thrown);
    if (error.code === '110000') log.error({ err: error, trx: request.id }, 'a run could not be shown');
    return encodeRefusal(error, undefined);
  });
  sendAnswer(reply, given, given.status === 404 ? request.id : trx);
}

/** What the run does, as it happens. */
async function events(deps: RunsDeps, request: FastifyRequest<OfRun>, reply: FastifyReply): Promise<void> {
  const { engine, clock, log } = deps;
  let row: KeptRun;
  try {
    row = await findRun(deps, request.params.trx);
  } catch (thrown) {
    return answered(deps, request, reply, () => Promise.reject(toStepgateError(thrown)));
  }
  await sendEvents({ clock, following: engine.following }, row, request, reply).catch((error: unknown) =>
    log.error({ err: error, trx: row.trx }, 'a run could not be followed'),
  );
}

/** A kept run. @throws StepgateError 000404. */
export async function findRun({ store }: Pick<RunsDeps, 'store'>, trx: string): Promise<KeptRun> {
  const row = await store.runs.get(trx);
  if (row) return row;
  throw new StepgateError('000404', `no run ${trx.slice(0, 64)} is kept; check the trx`);
}

async function state(deps: RunsDeps, row: KeptRun): Promise<EncodedAnswer> {
  return json(200, await shown(deps, row));
}

async function shown({ store, engine }: RunsDeps, row: KeptRun) {
  const progress = await engine.following.progress(row);
  return followedRun(row, progress, await store.queues.entry(row.trx));
}

/** What a client has begun that has not ended, the newest first. @throws StepgateError 000400. */
async function ofClient(deps: RunsDeps, clientId: string | string[] | undefined): Promise<EncodedAnswer> {
  const given = clientIdOf(clientId);
  if (given === undefined) throw wrongField('request.query.client_id', CLIENT_ID);
  const list = [];
  for (const trx of await deps.store.runs.ofClient(given, MOST_OF_CLIENT)) {
    const row = await deps.store.runs.get(trx);
    if (row && !isEnded(row.status)) list.push(await shown(deps, row));
  }
  return json(200, { list });
}

/**
 * The state of the run, which is cancelled: by an operator, or by its client where the rule says so.
 * @throws StepgateError 000401, 000403, 000404, 000409.
 */
async function cancel(deps: RunsDeps, request: FastifyRequest<OfRun>): Promise<EncodedAnswer> {
  const { trx } = request.params;
  const operator = await deps.operatorOf(request);
  const row = await findRun(deps, trx);
  const isTheirs = operator !== undefined || isEnded(row.status) || (await letsClientCancel(row));
  if (!isTheirs) throw notTheirs();
  const by = operator ?? { id: 0, name: 'client', ip: request.client.address };
  await deps.engine.cancel(trx, `by ${operator ? operator.name : 'its client'}, DELETE ${RUNS_PATH}`, by);
  return state(deps, await findRun(deps, trx));
}

async function letsClientCancel({ state }: KeptRun): Promise<boolean> {
  return (await readState(state)).rule.rule.clientCancel === true;
}

function notTheirs(): StepgateError {
  const message = 'a client may cancel a run only where its rule has "clientCancel": true; an operator signs in for it';
  return new StepgateError('000403', message);
}

function noMethod(): never {
  throw new StepgateError('000405', `${RUNS_PATH} takes GET and DELETE`, { allow: ['GET', 'DELETE'] });
}

/** The run, once its status is another one than at first, or `wait` is over. */
async function changed(deps: RunsDeps, { params, query, raw }: FastifyRequest<OfRun>): Promise<KeptRun> {
  const first = await findRun(deps, params.trx);
  const { wait = '' } = query;
  const seconds = typeof wait === 'string' && /^\d+$/.test(wait) ? Math.min(Number(wait), LONGEST_WAIT_S) : 0;
  if (seconds === 0 || isEnded(first.status)) return first;
  const until = deps.clock.elapsed() + seconds * 1000;
  while (deps.clock.elapsed() < until && !raw.destroyed && !deps.draining()) {
    await deps.clock.sleep(Math.min(LOOK_MS, Math.max(1, until - deps.clock.elapsed())));
    const head = await deps.store.runs.find(params.trx);
    if (head?.status !== first.status) break;
  }
  return findRun(deps, params.trx);
}

/** @throws StepgateError 000404 the run is not kept, or its answer is not: its client had it. */
async function result(deps: RunsDeps, { params: { trx } }: FastifyRequest<OfRun>): Promise<EncodedAnswer> {
  const { status } = await findRun(deps, trx);
  const text = await deps.store.runs.answer(trx);
  // What it answered before it went back to its queue is no answer any more.
  const rests = restingStatuses.includes(status) && status !== 'queued';
  if (text !== undefined && (rests || isEnded(status))) {
    const answer = await storedAnswer(text);
    return rests && answer.status === 202 ? later(answer) : answer;
  }
  if (!isEnded(status)) return later(json(202, { code: '000202', msg: status, status, trx }));
  throw new StepgateError('000404', `the answer of run ${trx} is not kept: its client has had it`);
}

function later(answer: EncodedAnswer): EncodedAnswer {
  return { ...answer, headers: { ...answer.headers, 'retry-after': retryAfter(RETRY_AFTER_MS) } };
}

function json(status: number, body: unknown): EncodedAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}
