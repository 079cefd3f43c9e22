import type { Clock } from '../clock.ts';
import type { ChildRun, ChildRuns } from '../engine/child-runs.ts';
import type { Engine, StartedRun } from '../engine/engine.ts';
import type { Attempt, ComponentResult } from '../engine/port.ts';
import { isEnded } from '../engine/run-status.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import type { EncodedAnswer } from '../http/encode-answer.ts';
import type { IdempotencyStore } from '../store/store.ts';
import { answerText, storedAnswer } from './idempotency.ts';

export interface JoinDeps {
  readonly engine: Pick<Engine, 'run' | 'recover' | 'cancel' | 'refuse'>;
  readonly children: ChildRuns;
  readonly idempotency: IdempotencyStore;
  readonly clock: Clock;
}

/** What a run has answered that was called before. */
interface FormerAnswer {
  readonly trx: string;
  readonly answer: EncodedAnswer;
}

/** How a call goes on that was made before. */
export type Joined =
  | { readonly run: StartedRun }
  | FormerAnswer
  /** The caller rests, or is suspended, because of it. */
  | { readonly at: ChildRun['status']; readonly result: Extract<ComponentResult, { kind: 'child' | 'waiting' }> };

/** How often is looked whether a run of another process has ended. */
const POLL_MS = 250;

/** Who recovers a run where its caller is recovered by itself. */
const CALLER = 'caller';

/**
 * The run of a call with the same key, where one is kept: one that is suspended is recovered, one that is under way
 * elsewhere is waited for, one that rests lets its caller rest, the answer of one that has succeeded is taken. Undefined:
 * a new one is to begin. A caller that goes on by itself, because a run that it called has ended, leaves to an operator
 * what is suspended; and where it rested because of this one, also what has ended without success.
 * @throws StepgateError the signal's reason; `late` it takes too long.
 */
export async function joinFormer(
  deps: JoinDeps,
  { run, key, signal, timeoutMs, isWoken = false, trace }: Attempt,
  late: () => StepgateError,
): Promise<Joined | undefined> {
  const { children, idempotency, clock } = deps;
  const deadline = clock.elapsed() + timeoutMs;
  // Once it has called in this session, it goes on as any other.
  const hasRested = isWoken && trace.child === undefined;
  const recovers = !hasRested && run.recoveredBy !== 'child';
  for (;;) {
    const former = await children.of({ trx: run.trx, key });
    if (!former) return undefined;
    const { trx, status } = former;
    if (status === 'waiting' || status === 'paused') return { at: status, result: { kind: 'waiting', trx } };
    const joined = status === 'suspended' ? await recovered(deps, former, recovers, run.recoveredBy) : undefined;
    if (joined) return joined;
    const text = status === 'success' ? await children.answer(trx) : undefined;
    if (text !== undefined) return { trx, answer: await storedAnswer(text) };
    if (isEnded(status)) {
      if (hasRested) return notSucceeded(former);
      await idempotency.drop(trx);
      return undefined;
    }
    if (clock.elapsed() > deadline) throw late();
    await clock.sleep(POLL_MS, signal);
  }
}

/** Undefined: another process has it now. */
async function recovered(
  { engine }: JoinDeps,
  former: ChildRun,
  recovers: boolean,
  by: string | undefined,
): Promise<Joined | undefined> {
  if (!recovers) return notSucceeded(former);
  try {
    return { run: await engine.recover(former.trx, {}, by === undefined || by === 'auto' ? CALLER : by) };
  } catch (error) {
    if (toStepgateError(error).code !== '000409') throw error;
    return undefined;
  }
}

function notSucceeded({ trx, status, errCode }: ChildRun): Joined {
  return { at: status, result: { kind: 'child', trx, code: errCode ?? '' } };
}

/** Keeps under the key of a call what its run has answered, which is over, and not kept. */
export async function keepCall(
  { children, idempotency }: Pick<JoinDeps, 'children' | 'idempotency'>,
  { run, key }: Attempt,
  trx: string,
  answer: EncodedAnswer,
): Promise<void> {
  if (await children.of({ trx: run.trx, key })) return;
  await idempotency.begin(nameOf(run, key), '', trx);
  await idempotency.finish(trx, await answerText(answer));
}

function nameOf({ trx }: Attempt['run'], key: string): string {
  return JSON.stringify(['child', trx, key]);
}

/** Claims the key of a call for a new run, or gives what the former one has answered that is not kept itself. */
export async function claimCall(
  { idempotency, clock }: JoinDeps,
  { run, key, signal, timeoutMs }: Attempt,
  trx: string,
  late: () => StepgateError,
): Promise<'claimed' | FormerAnswer> {
  const deadline = clock.elapsed() + timeoutMs;
  for (;;) {
    const found = await idempotency.begin(nameOf(run, key), '', trx);
    switch (found.kind) {
      case 'new':
        return 'claimed';
      case 'done':
        return { trx: found.trx, answer: await storedAnswer(found.answer) };
      case 'running':
      case 'mismatch':
        if (clock.elapsed() > deadline) throw late();
        await clock.sleep(POLL_MS, signal);
    }
  }
}
