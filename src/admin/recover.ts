import { Type } from 'typebox';
import type { KeptChange } from '../engine/engine.ts';
import { toStepgateError } from '../error.ts';
import { encodeOrRefuse } from '../http/encode-answer.ts';
import { bytesIfLarge } from '../large/bytes.ts';
import type { EncodedAnswer } from '../http/encode-answer.ts';
import { sendAnswer } from '../http/send-answer.ts';
import type { Operator } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { Body, MergePatch } from './field.ts';
import { GoOnVersion, Status, keptChange, runFilter, runFilterFields } from './kept-run.ts';
import { noSuch } from './version.ts';
import { eachEntry } from '../store/result-page.ts';

const AT_ONCE = 8;

/** Recovery of suspended runs: one, answered as the gateway would have answered, or many in the background. */
export function addRecoverRoutes(app: AdminApp, deps: AdminDeps): void {
  addRecover(app, deps);
  addRecoverAll(app, deps);
}

function addRecover(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Resume a suspended run; answers what the gateway would have answered, without an envelope',
    body: Body({
      trx: Type.String(),
      data: Type.Optional(MergePatch),
      version: Type.Optional(GoOnVersion),
    }),
    response: { default: Type.Unsafe<string>({ description: 'what the gateway would have answered; or a failure' }) },
  };
  app.post('/suspend/recover', { config: { role: 'operator' }, schema }, async ({ body, caller }, reply) => {
    const answer = await recover(deps, body.trx, keptChange(body, caller), caller.operator);
    return sendAnswer(reply, answer, body.trx, await bytesIfLarge(answer.body));
  });
}

const filterFields = { ...runFilterFields, status: Type.Optional(Status) };

function addRecoverAll(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Resume the suspended runs that a filter finds, in the background',
    body: Body({
      filter: Type.Object(filterFields, { additionalProperties: false, default: {} }),
      limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 100 }),
      version: Type.Optional(GoOnVersion),
    }),
    response: answers(Type.Object({ accepted: Type.Integer() })),
  };
  app.post('/suspend/recover_all', { config: { role: 'operator' }, schema }, async ({ body, caller }) => {
    const change = keptChange(body, caller);
    await refuseUnknown(deps, body.version);
    const trxs = await suspended(deps, body.filter, body.limit);
    void recoverEach(deps, trxs, change, caller.operator);
    return success({ accepted: trxs.length });
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

/** What no run could go on with is said at once. @throws StepgateError 000404. */
async function refuseUnknown({ store }: AdminDeps, version: string | undefined): Promise<void> {
  if (version === undefined || version === 'active' || (await store.rules.get({ version }))) return;
  throw noSuch('rule', { version });
}

/** Oldest ones last: pages are newest first. */
async function suspended(
  { store, prefix }: AdminDeps,
  fields: Parameters<typeof runFilter>[0],
  limit: number,
): Promise<string[]> {
  // The filter of a page may say which status it shows; only suspended runs can be resumed.
  if (fields.status !== undefined && fields.status !== 'suspended') return [];
  const filter = runFilter({ ...fields, status: 'suspended' }, prefix);
  const found: string[] = [];
  for await (const { trx } of eachEntry((place) => store.runs.page(filter, place))) {
    found.push(trx);
    if (found.length >= limit) break;
  }
  return found;
}

async function recoverEach(
  deps: AdminDeps,
  trxs: readonly string[],
  change: KeptChange,
  operator: Operator,
): Promise<void> {
  const waiting = [...trxs];
  const work = async (): Promise<void> => {
    for (let trx = waiting.shift(); trx !== undefined && !deps.draining(); trx = waiting.shift()) {
      await recover(deps, trx, change, operator).catch((error: unknown) => {
        const { code, message } = toStepgateError(error);
        const cause = code === '110000' ? { err: error } : {};
        deps.log.warn({ trx, code, ...cause }, `a run of recover_all is not resumed: ${message}`);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
