import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { answerHeld } from '../engine/answer.ts';
import type { Answer, Engine, RunIds } from '../engine/engine.ts';
import type { QueueRepository } from '../engine/queue-port.ts';
import { isEnded, isLeased } from '../engine/run-status.ts';
import { encodeOrRefuse } from '../http/encode-answer.ts';
import type { EncodedAnswer } from '../http/encode-answer.ts';
import { preferences, preferredWait } from '../http/prefer.ts';
import type { CompiledQueue, CompiledRule, RequestContext } from '../rule/compiled.ts';
import type { RunStore } from '../store/kept-runs.ts';
import { answerText, storedAnswer } from './idempotency.ts';

/** Bodies of queued runs are stored with their rows. */
export const LARGEST_QUEUED_BODY = 10 * 1024 ** 2;

/** How often a run is looked at whose client waits, and which another process may have. */
const LOOK_MS = 250;
/** How often is tried whether a run whose client waits may begin. */
const TRY_MS = 100;

export interface QueuedDeps {
  readonly engine: Pick<Engine, 'queues'>;
  readonly runs: Pick<RunStore, 'find' | 'answer'>;
  readonly queues: Pick<QueueRepository, 'promise'>;
  readonly clock: Clock;
  readonly draining: () => boolean;
  readonly log: Pick<Logger, 'error'>;
}

/** How a request takes its turn. */
export interface Turn {
  /** Its client waits until the run ends, and only the run's key may keep it from beginning. */
  readonly isWaited: boolean;
  /** What of `Prefer` is applied; undefined: nothing was asked. */
  readonly applied: string | undefined;
  /** Seconds that the answer is held; undefined: it is not, or `isWaited`, until the run ends. */
  readonly waitS: number | undefined;
}

/** Whether a request takes its turn in the rule's queue; undefined: it begins at once, as one of any other rule. */
export function turnOf(queue: CompiledQueue | undefined, { prefer }: IncomingHttpHeaders): Turn | undefined {
  if (!queue) return undefined;
  const isAsked = prefer !== undefined && preferences(prefer).has('respond-async');
  const waitS = preferredWait(prefer);
  const isWaited = !queue.always && !isAsked;
  if (isWaited && !queue.key) return undefined;
  const applied = [...(isAsked ? ['respond-async'] : []), ...(waitS === undefined ? [] : [`wait=${waitS}`])];
  return { isWaited, waitS, applied: applied.length > 0 ? applied.join(', ') : undefined };
}

/** What a queued request is answered, and what becomes of its key. */
export interface Turned {
  readonly answer: EncodedAnswer;
  readonly transient: Answer['transient'];
}

/** Lets a checked request take its turn; holds the answer where its client waits. */
export async function takeTurn(
  deps: QueuedDeps,
  rule: CompiledRule,
  request: RequestContext,
  ids: RunIds,
  { isWaited, applied, waitS }: Turn,
): Promise<Turned> {
  const { engine, queues, log } = deps;
  const isHeld = isWaited || (waitS !== undefined && waitS > 0);
  const begun = await engine.queues.begin(rule, request, ids, { applied, isWaited, isHeld });
  const encoded = async (answer: Answer): Promise<Turned> => ({
    answer: await encodeOrRefuse(answer, ids.trx, log),
    transient: answer.transient,
  });
  if (begun.transient !== 'pending' || !isHeld) return encoded(begun);
  const holdMs = waitS === undefined ? Infinity : waitS * 1000;
  const ended = await held(deps, ids.trx, holdMs, isWaited);
  if ('answer' in ended) return { answer: ended.answer, transient: 'pending' };
  const later = await encoded(answerHeld(rule.response, ids.trx, ended.status, applied));
  await queues.promise(ids.trx, await answerText(later.answer));
  return later;
}

/** The answer of a run once it has ended, or rests; its status where that takes too long. */
async function held(
  { engine, runs, clock, draining }: QueuedDeps,
  trx: string,
  holdMs: number,
  isWaited: boolean,
): Promise<{ readonly answer: EncodedAnswer } | { readonly status: NonNullable<Head>['status'] }> {
  const until = clock.elapsed() + holdMs;
  for (;;) {
    if (isWaited) await engine.queues.take(trx);
    const head = await runs.find(trx);
    const status = head?.status ?? 'cancelled';
    const isOver = isEnded(status) || (!isLeased(status) && status !== 'queued');
    const text = isOver ? await runs.answer(trx) : undefined;
    if (text !== undefined) return { answer: await storedAnswer(text) };
    const left = until - clock.elapsed();
    // Paused before it began, it has no answer; a process that is shut down waits for none.
    if (left <= 0 || isOver || draining()) return { status };
    const lookMs = isWaited && status === 'queued' ? TRY_MS : LOOK_MS;
    await engine.queues.settled(trx, Math.min(lookMs, left));
  }
}

type Head = Awaited<ReturnType<RunStore['find']>>;
