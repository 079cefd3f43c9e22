import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Answer, StartedRun } from '../engine/engine.ts';
import { preferredWait } from '../http/prefer.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import { within } from '../within.ts';

/**
 * The answer of a run; where the client does not wait for that long (`Prefer: wait=10`), and the run is durable, the 202 of
 * one that goes on without it.
 */
export function answerInTime(
  clock: Clock,
  run: StartedRun,
  { durable }: Pick<CompiledRule, 'durable'>,
  { prefer }: IncomingHttpHeaders,
): Promise<Answer> {
  const seconds = durable ? preferredWait(prefer) : undefined;
  return seconds === undefined ? run.answer : waited(clock, run, seconds);
}

async function waited(clock: Clock, run: StartedRun, seconds: number): Promise<Answer> {
  let given: Answer | undefined;
  if (seconds > 0) {
    const answered = run.answer.then((answer) => (given = answer));
    await within(clock, seconds * 1000, answered);
  }
  return given ?? run.promise(`wait=${seconds}`);
}
