import { Type } from 'typebox';
import type { KeptChange } from '../engine/engine.ts';
import { encodeOrRefuse } from '../http/encode-answer.ts';
import { bytesIfLarge } from '../large/bytes.ts';
import type { EncodedAnswer } from '../http/encode-answer.ts';
import { sendAnswer } from '../http/send-answer.ts';
import type { Operator } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { tellingWhoChanged } from './changed-meanwhile.ts';
import { Body, EXAMPLE_TRX, MergePatch } from './field.ts';
import { GoOnVersion, Revision, keptChange } from './kept-run.ts';

/** Recovery of a suspended run, answered as the gateway would have answered. */
export function addRecoverRoute(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Resume a suspended run; answers what the gateway would have answered, without an envelope',
    body: Body(
      {
        trx: Type.String(),
        data: Type.Optional(MergePatch),
        version: Type.Optional(GoOnVersion),
        revision: Type.Optional(Revision),
      },
      { trx: EXAMPLE_TRX },
    ),
    response: { default: Type.Unsafe<string>({ description: 'what the gateway would have answered; or a failure' }) },
  };
  app.post('/suspend/recover', { config: { role: 'operator' }, schema }, async ({ body, caller }, reply) => {
    const { trx, revision } = body;
    const work = () => recover(deps, trx, keptChange(body, caller), caller.operator);
    const answer = await tellingWhoChanged(deps, trx, revision, work);
    return sendAnswer(reply, answer, body.trx, await bytesIfLarge(answer.body));
  });
}

/**
 * Resumes a run and waits for its answer.
 * @throws StepgateError 000404, 000409, 000503, when it cannot be resumed.
 */
async function recover(deps: AdminDeps, trx: string, change: KeptChange, operator: Operator): Promise<EncodedAnswer> {
  const { engine, log } = deps;
  const started = await engine.recover(trx, change, operator);
  return encodeOrRefuse(await started.answer, trx, log);
}
