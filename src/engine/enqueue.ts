import { StepgateError } from '../error.ts';
import { textOf } from '../large/stringify.ts';
import type { CompiledRule, RequestContext, Scope } from '../rule/compiled.ts';
import { DEFAULT_QUEUE } from '../rule/compiled.ts';
import { answerQueued } from './answer.ts';
import { Context } from './context.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { Answer, RunIds } from './engine.ts';
import { birthOf, writeState } from './kept-state.ts';
import { newRow, stateOf } from './kept-row.ts';
import type { NewKeptRun } from './port.ts';
import type { NewEntry } from './queue-port.ts';
import type { Queue } from './queue-settings.ts';
import type { QueuedRun, QueuedStart } from './queue-state.ts';
import { RunData } from './run-data.ts';
import { noLedger } from './run-ledger.ts';
import { freshStart } from './run-start.ts';
import { Waiting } from './waiting.ts';

/** The longest delay: a year. */
const LONGEST_MS = 31_536_000_000;

/** The queue that a start is for. */
export function queueNameOf({ queue }: Pick<CompiledRule, 'queue'>, given: string | undefined): string {
  return given ?? queue?.name ?? DEFAULT_QUEUE;
}

/** What a run knows of its queue. @param isWaited its client waits: it makes one attempt. */
export function queuedRun(rule: CompiledRule, settings: Queue, isWaited: boolean, key: string | null): QueuedRun {
  const { queue, source, suspend } = rule;
  const { type = settings.backoff.type, delayMs = settings.backoff.delayMs, maxMs } = queue?.backoff ?? {};
  const attempts = queue?.attempts ?? settings.attempts;
  return {
    ...{ name: settings.name, attempt: 1, last: isWaited ? 1 : attempts, attempts },
    backoff: { type, delayMs, maxMs: maxMs ?? settings.backoff.maxMs },
    ...(!isWaited && source.timeout === undefined && { timeoutMs: settings.timeoutMs }),
    suspends: queue?.suspends ?? suspend,
    ...(key !== null && { key }),
  };
}

/** The row of a run that is to take its turn. @throws StepgateError 110004 its key or its delay is none. */
export async function queuedRow(
  deps: EngineDeps,
  rule: CompiledRule,
  request: RequestContext,
  ids: RunIds,
  settings: Queue,
  how: QueuedStart,
): Promise<{ readonly row: NewKeptRun; readonly answer: Answer }> {
  const { isWaited = false } = how;
  const plain = freshStart(deps, rule, request, ids, noLedger);
  const { scope } = new Context(plain.state.data, ids, plain.environment, birthOf(plain.state));
  const key = keyOf(rule, scope);
  const queue = queuedRun(rule, settings, isWaited, key);
  const start = {
    ...plain,
    state: { ...plain.state, queue, pendingAnswer: true },
    entry: entryOf(rule, scope, settings, how, key),
  };
  const data = new RunData(start, {
    masked: (error) => error,
    respond: () => undefined,
    parts: () => undefined,
    waits: new Waiting(deps, start),
  });
  const { log } = start.state;
  const standing = { failed: null, parts: undefined, givenUp: undefined, pendingAnswer: true };
  const state = await writeState({ ...stateOf(start, data, standing), log });
  const answer = answerQueued(rule.response, ids.trx, how.applied);
  const promised = how.isHeld ? undefined : await deps.encode(answer, ids.trx);
  const row = newRow(start, log, deps, 'queued', { curStep: 1, state, recoverAt: null });
  return { row: { ...row, ...(promised !== undefined && { promised }) }, answer };
}

/** Null: the rule has no key, or it is null here. @throws StepgateError 110004. */
export function keyOf({ queue }: Pick<CompiledRule, 'queue'>, scope: Scope): string | null {
  const key = queue?.key?.evaluate(scope) ?? null;
  return key === null ? null : textOf(key);
}

function entryOf(
  { queue }: CompiledRule,
  scope: Scope,
  settings: Queue,
  { isWaited = false, priority, delayMs }: QueuedStart,
  key: string | null,
): NewEntry {
  const expiresMs = isWaited ? null : (queue?.expiresMs ?? null);
  return {
    queue: settings.name,
    priority: priority ?? queue?.priority ?? 0,
    delayMs: isWaited ? 0 : (delayMs ?? delayOf(queue?.delay?.evaluate(scope) ?? 0)),
    ...{ expiresMs, key, keyConcurrency: queue?.keyConcurrency ?? 1 },
  };
}

/** @throws StepgateError 110004. */
function delayOf(given: unknown): number {
  const seconds = typeof given === 'string' && /\S/.test(given) ? Number(given) : given;
  if (typeof seconds === 'number' && seconds >= 0 && seconds * 1000 <= LONGEST_MS) return Math.round(seconds * 1000);
  const expected = 'a number of seconds, from 0 to a year';
  throw new StepgateError('110004', `queue.delay gave ${JSON.stringify(given)}, expected ${expected}`);
}
