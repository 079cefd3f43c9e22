import { Type } from 'typebox';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { Body, EXAMPLE_TRX } from './field.ts';

/** Runs that are under way, or kept. */
export function addRunRoutes(app: AdminApp, { engine }: AdminDeps): void {
  const schema = {
    summary: 'Stop a running run, or give up a suspended one',
    body: Body(
      { trx: Type.String(), reason: Type.String({ minLength: 1, maxLength: 1000 }) },
      { trx: EXAMPLE_TRX, reason: 'the order was cancelled by phone' },
    ),
    response: answers(Type.Null()),
  };
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
