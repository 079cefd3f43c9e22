import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { Queue, QueueSettings } from '../engine/queue-settings.ts';
import { endStatuses } from '../engine/run-status.ts';
import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import { QUEUE_NAME } from '../rule/queue-types.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { usesIn } from './usage.ts';
import { Body, Nullable, OneOf, Query, Time, time } from './field.ts';

const Name = Type.String({ pattern: QUEUE_NAME, description: '1 to 64 of A-Z a-z 0-9 . _ -' });
const Count = Type.Integer({ minimum: 0 });
const Seconds = Type.Number({ exclusiveMinimum: 0, maximum: 31_536_000 });

const Backoff = Type.Object(
  {
    type: OneOf(['exponential', 'fixed']),
    delay: Type.Number({ minimum: 0, maximum: 31_536_000, description: 'seconds before the second attempt' }),
    max: Type.Optional(
      Type.Number({ minimum: 0, maximum: 31_536_000, description: 'seconds at most; 300 by default' }),
    ),
  },
  { additionalProperties: false },
);
const Limit = Type.Object(
  { max: Type.Integer({ minimum: 1 }), per_seconds: Seconds },
  { additionalProperties: false, description: 'attempts begun, over all processes, in any such time' },
);
const Keep = Type.Object(
  { success: Type.Optional(Nullable(Count)), failed: Type.Optional(Nullable(Count)) },
  { additionalProperties: false, description: 'kept runs that have ended, at most; null: by their age only' },
);

const Shown = Type.Object({
  ...{ name: Name, paused: Type.Boolean() },
  concurrency: Type.Integer({ description: 'runs under way per process' }),
  ...{ attempts: Type.Integer(), backoff: Backoff, timeout: Type.Number({ description: 'seconds of an attempt' }) },
  ...{ limit: Nullable(Limit), keep: Keep },
  waiting: Type.Integer({ description: 'those too that their key or the limit holds, without delayed ones' }),
  ...{ delayed: Count, active: Count, completed_1h: Count, failed_1h: Count },
  oldest_waiting_s: Nullable(Type.Number()),
  workers: Type.Integer({ description: 'processes that work on it' }),
});

const EXAMPLE = { name: 'workflow' };

/** The queues: what is set of them, and how they stand. */
export function addQueueRoutes(app: AdminApp, deps: AdminDeps): void {
  const list = {
    summary: 'All queues: how they are set, and how they stand over all processes',
    response: answers(Type.Array(Shown)),
  };
  app.get('/queue', { config: { role: 'viewer' }, schema: list }, async () => {
    const [queues, workers] = await Promise.all([deps.store.queues.all(), deps.store.queues.workers()]);
    const all = [];
    for (const queue of queues) all.push(await shown(deps, queue, workers));
    return success(all);
  });
  addSettings(app, deps);
  addPauses(app, deps);
  addCleaning(app, deps);
  addWorkers(app, deps);
}

const settings = {
  name: Name,
  concurrency: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 1000 }))),
  attempts: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 25 }))),
  backoff: Type.Optional(Nullable(Backoff)),
  timeout: Type.Optional(Nullable(Seconds)),
  limit: Type.Optional(Nullable(Limit)),
  keep: Type.Optional(Nullable(Keep)),
};

function addSettings(app: AdminApp, deps: AdminDeps): void {
  const { store, engine } = deps;
  const change = {
    summary: 'Set a queue; it is there from then on. What is missing stays, null is what it is by default',
    body: Body(settings, { ...EXAMPLE, concurrency: 10 }),
    response: answers(Type.Null()),
  };
  app.put('/queue', { config: { role: 'operator' }, schema: change }, async ({ body, caller: { operator } }) => {
    const { name, ...after } = body;
    await store.queues.change(name, patchOf(body), {
      ...{ operator, action: 'queue.change', target: name, before: null, after: after as unknown as Json },
    });
    await engine.queues.refresh();
    return success(null);
  });
  const remove = {
    summary: 'Remove a queue in which nothing is, and which no active rule names',
    body: Body({ name: Name }, { name: 'reports' }),
    response: answers(Type.Null()),
  };
  app.delete('/queue', { config: { role: 'operator' }, schema: remove }, async ({ body: { name }, caller }) => {
    const queues = await store.queues.all();
    if (!queues.some((queue) => queue.name === name)) throw new StepgateError('000404', `there is no queue ${name}`);
    const [user] = await usesIn(deps, ({ queue }) => (queue?.name === name ? [{ name, pointer: '/queue/name' }] : []));
    if (user) throw new StepgateError('000409', `the rule ${user.method} ${user.name} names the queue ${name}`);
    const audit = { operator: caller.operator, action: 'queue.remove', target: name, before: null, after: null };
    if (!(await store.queues.remove(name, audit)))
      throw new StepgateError('000409', `runs are in the queue ${name}; it can be removed when it is empty`);
    await engine.queues.refresh();
    return success(null);
  });
}

function patchOf({ concurrency, attempts, backoff, timeout, limit, keep }: Static<Type.TObject<typeof settings>>) {
  const patch: { -readonly [K in keyof QueueSettings]?: QueueSettings[K] | null } = {};
  if (concurrency !== undefined) patch.concurrency = concurrency;
  if (attempts !== undefined) patch.attempts = attempts;
  if (backoff !== undefined)
    patch.backoff = backoff && {
      type: backoff.type,
      delayMs: backoff.delay * 1000,
      maxMs: (backoff.max ?? 300) * 1000,
    };
  if (timeout !== undefined) patch.timeoutMs = timeout && timeout * 1000;
  if (limit !== undefined) patch.limit = limit && { max: limit.max, perMs: limit.per_seconds * 1000 };
  if (keep !== undefined) patch.keep = keep && { success: keep.success ?? null, failed: keep.failed ?? null };
  return patch;
}

function addPauses(app: AdminApp, { store, engine }: AdminDeps): void {
  for (const [path, isPaused, summary] of [
    ['/queue/pause', true, 'Pause a queue: nothing is taken from it, in any process'],
    ['/queue/resume', false, 'Go on with a paused queue'],
  ] as const) {
    const schema = { summary, body: Body({ name: Name }, EXAMPLE), response: answers(Type.Null()) };
    app.post(path, { config: { role: 'operator' }, schema }, async ({ body: { name }, caller: { operator } }) => {
      const action = isPaused ? 'queue.pause' : 'queue.resume';
      await store.queues.pause(name, isPaused, { operator, action, target: name, before: null, after: null });
      await engine.queues.refresh();
      return success(null);
    });
  }
}

function addCleaning(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'Delete kept runs of a queue that have ended so',
    body: Body(
      { name: Name, status: OneOf(endStatuses), older_than_s: Type.Number({ minimum: 0, maximum: 1e9, default: 0 }) },
      { ...EXAMPLE, status: 'success', older_than_s: 3600 },
    ),
    response: answers(Type.Object({ removed: Count })),
  };
  app.post('/queue/clean', { config: { role: 'operator' }, schema }, async ({ body, caller: { operator } }) => {
    const { name, status, older_than_s: seconds } = body;
    const audit = { operator, action: 'queue.clean', target: name, before: null, after: null };
    return success({ removed: await store.queues.clean(name, status, seconds * 1000, audit) });
  });
}

const Process = Type.Object({
  ...{ id: Type.String(), host: Type.String(), pid: Type.Integer(), version: Type.String() },
  queues: Nullable(Type.Array(Type.String(), { description: 'null: all' })),
  active: Type.Integer({ description: 'runs under way' }),
  ...{ started_at: Time, seen_at: Time },
});

function addWorkers(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'The processes that work on queues',
    response: answers(Type.Array(Process)),
    querystring: Query({}),
  };
  app.get('/worker', { config: { role: 'viewer' }, schema }, async () => {
    const workers = await store.queues.workers();
    return success(
      workers.map(({ startedAt, seenAt, queues, ...worker }) => ({
        ...worker,
        queues: queues && [...queues],
        ...{ started_at: time(startedAt), seen_at: time(seenAt) },
      })),
    );
  });
}

async function shown(
  { store }: AdminDeps,
  { name, isPaused, concurrency, attempts, backoff, timeoutMs, limit, keep }: Queue,
  workers: Awaited<ReturnType<AdminDeps['store']['queues']['workers']>>,
) {
  const counts = await store.queues.counts(name);
  const { waiting, delayed, active, completed1h, failed1h, oldestWaitingMs } = counts;
  return {
    ...{ name, paused: isPaused, concurrency, attempts, timeout: timeoutMs / 1000 },
    backoff: { type: backoff.type, delay: backoff.delayMs / 1000, max: backoff.maxMs / 1000 },
    limit: limit && { max: limit.max, per_seconds: limit.perMs / 1000 },
    keep: { ...keep },
    ...{ waiting, delayed, active, completed_1h: completed1h, failed_1h: failed1h },
    oldest_waiting_s: oldestWaitingMs === null ? null : Math.max(0, oldestWaitingMs / 1000),
    workers: workers.filter(({ queues }) => queues?.includes(name) !== false).length,
  };
}
