import { Type } from 'typebox';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { Body, EXAMPLE_TRX, OneOf } from './field.ts';
import { runStatuses } from '../engine/run-status.ts';

/** Runs that are under way, or kept. */
export function addRunRoutes(app: AdminApp, { engine }: AdminDeps): void {
  const schema = {
    summary: 'Stop a running run, or give up a suspended one',
    body: withReason('the order was cancelled by phone'),
    response: answers(Type.Null()),
  };
  addPause(app, engine);
  addRetry(app, engine);
  const compensate = { ...schema, summary: 'Give up a suspended run: what it has done is undone, in the background' };
  app.post(
    '/run/compensate',
    { config: { role: 'operator' }, schema: compensate },
    async ({ body: { trx, reason }, caller }) => {
      await engine.compensate(trx, reason, caller.operator);
      return success(null);
    },
  );
  app.post('/run/cancel', { config: { role: 'operator' }, schema }, async ({ body: { trx, reason }, caller }) => {
    await engine.cancel(trx, reason, caller.operator);
    return success(null);
  });
}

/** Which run, and why; `example`: a reason. */
function withReason(example: string) {
  const fields = { trx: Type.String(), reason: Type.String({ minLength: 1, maxLength: 1000 }) };
  return Body(fields, { trx: EXAMPLE_TRX, reason: example });
}

/** Lets a run rest between two layers, and go on. */
function addPause(app: AdminApp, engine: AdminDeps['engine']): void {
  const pause = {
    summary: 'Pause a running run: it begins no further layer, and rests',
    description:
      'The layer that is under way comes to its end first. A client that waits is answered 202. Another process than the ' +
      'one that is asked finds out within 5 seconds.',
    body: withReason('the warehouse is counting'),
    response: answers(Type.Object({ trx: Type.String(), status: OneOf(runStatuses) })),
  };
  app.post('/run/pause', { config: { role: 'operator' }, schema: pause }, async ({ body: { trx, reason }, caller }) =>
    success({ trx, status: await engine.pauses.pause(trx, reason, caller.operator) }),
  );
  const resume = {
    summary: 'Go on with a paused run, where it stands',
    body: Body({ trx: Type.String() }, { trx: EXAMPLE_TRX }),
    response: answers(Type.Null()),
  };
  app.post('/run/resume', { config: { role: 'operator' }, schema: resume }, async ({ body: { trx }, caller }) => {
    await engine.pauses.resume(trx, caller.operator);
    return success(null);
  });
}

/** Tries runs of queues anew. */
function addRetry(app: AdminApp, engine: AdminDeps['engine']): void {
  const schema = {
    summary: 'Try a failed or cancelled run of a queue anew, from where it stands',
    description: 'It goes back to its queue, and has all its attempts anew; what has succeeded is not done again.',
    body: Body({ trx: Type.String() }, { trx: EXAMPLE_TRX }),
    response: answers(Type.Null()),
  };
  app.post('/run/retry', { config: { role: 'operator' }, schema }, async ({ body: { trx }, caller }) => {
    await engine.queues.retry(trx, caller.operator);
    return success(null);
  });
}
