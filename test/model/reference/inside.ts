import type { JsonObject } from '../../../src/json.ts';
import { runFlow } from './flow.ts';
import { runLeaf } from './leaf.ts';
import { runLoop } from './loop.ts';
import { isLoopKept } from './ran.ts';
import type { Inside, OneKept, PartKept, Ran, TimesKept, Where } from './ran.ts';
import { runRule } from './sub-run.ts';
import { runWait } from './wait.ts';

/** One session's look at a component, from `start` to `cut`: both in answers. */
export interface Span {
  readonly start: number;
  readonly cut: number;
  /** It rested, and goes on. */
  readonly isWoken?: boolean | undefined;
}

/** Runs a component and all that is inside it. */
export function runInside(
  component: JsonObject,
  where: Where,
  context: JsonObject,
  kept: PartKept | undefined,
  span: Span,
  around: Inside,
): Ran {
  if (component.foreach !== undefined) {
    return runLoop(component, where, context, kept && isLoopKept(kept) ? kept : undefined, span, around);
  }
  return runOne(component, where, context, kept && !isLoopKept(kept) ? kept : undefined, span, around);
}

/** Runs a component, or one element of it. */
export function runOne(
  component: JsonObject,
  where: Where,
  context: JsonObject,
  kept: OneKept | undefined,
  span: Span,
  around: Inside,
): Ran {
  if (component.until === undefined) return runTimes(component, where, context, kept, FIRST, span, around);
  const before = kept && 'times' in kept ? kept : FIRST;
  const { due } = before;
  if (due !== undefined && due > around.now && span.start <= span.cut) return restingRan(before, due, span);
  const ran = runTimes(component, where, context, before.flow, before, span, around);
  const { times = before.times, part } = ran;
  const tried = before.tried + times - before.times;
  if (ran.rests === true && ran.outcome?.kind === 'parked') {
    const { dueAt } = ran.outcome;
    return { ...ran, part: { times: times + 1, tried: tried + 1, due: dueAt ?? undefined } };
  }
  // That of a called run which is suspended is no time of its own that never came true.
  if (ran.errorCode === '110016' && ran.failedAt === null && ran.outcome?.kind !== 'child')
    return { ...ran, part: { times: times + 1, tried: 0 } };
  return { ...ran, part: { times, tried, ...(part && 'case' in part && { flow: part }) } };
}

/** It is not yet time for its next time. */
function restingRan(kept: TimesKept, dueAt: number, { start }: Span): Ran {
  const outcome = { kind: 'parked', dueAt } as const;
  return { outcome, time: start, calls: [], errorCode: null, failedAt: null, part: { ...kept, flow: undefined } };
}

const FIRST: TimesKept = { times: 1, tried: 0 };

function runTimes(
  component: JsonObject,
  where: Where,
  context: JsonObject,
  kept: OneKept | undefined,
  first: TimesKept,
  span: Span,
  around: Inside,
): Ran {
  if (component.type === 'wait') return runWait(component, where, context, span, around);
  if (component.type === 'rule') return runRule(component, where, context, first, span, around);
  return component.type === 'flow'
    ? runFlow(component, where, context, kept && 'case' in kept ? kept : undefined, first, span, around)
    : runLeaf(component, where, context, first, span, around);
}
