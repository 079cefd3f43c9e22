import { randomUUID } from 'node:crypto';
import type { StepgateError } from '../error.ts';
import type { JsonObject } from '../json.ts';
import type { CompiledRule, Scope } from '../rule/compiled.ts';
import { refusalOf } from '../rule/request/refusals.ts';
import { answerFailure } from './answer.ts';
import { iso } from './component-record.ts';
import { Context } from './context.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { Answer, RunIds, StartedRun } from './engine.ts';
import { wrongMetadata } from './run-metadata.ts';

type RefusalDeps = Pick<EngineDeps, 'clock' | 'environment'>;

/** The answer to a request of which there is no run. */
export function answerRefused(
  deps: RefusalDeps,
  { response }: CompiledRule,
  request: JsonObject,
  ids: RunIds,
  error: StepgateError,
): Answer {
  const failure = { error, component: null, layer: null };
  return answerFailure(response, scopeOf(deps, request, ids), failure, ids.trx, undefined);
}

/** Why a request is refused, by the rule's `request.refuse` or for its metadata; undefined: it is not. */
export function refusedBy(
  deps: RefusalDeps,
  rule: CompiledRule,
  request: JsonObject,
  ids: RunIds,
): StepgateError | undefined {
  const { refusals, metadata } = rule;
  const refusal = refusals.length === 0 ? undefined : refusalOf(refusals, scopeOf(deps, request, ids));
  if (refusal || (!metadata && !ids.metadata)) return refusal;
  return wrongMetadata(rule, request, ids, deps.environment(), iso(deps.clock.now()));
}

function scopeOf({ clock, environment }: RefusalDeps, request: JsonObject, ids: RunIds): Scope {
  const birth = { now: iso(clock.now()), uuid: randomUUID() };
  return new Context({ request }, ids, environment(), birth).scope;
}

/** What stands for the run that there is not. */
export function refusedRun(trx: string, refusal: Answer): StartedRun {
  const answer = Promise.resolve(refusal);
  const nothing = (): void => undefined;
  return { trx, answer, promise: () => answer, done: Promise.resolve('failed'), clientLeft: nothing, cancel: nothing };
}
