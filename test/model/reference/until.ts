import type { Json, JsonObject } from '../../../src/json.ts';
import { WrongCondition, isTrue } from './condition.ts';
import { failure } from './ended.ts';
import type { Failure } from './ended.ts';
import { inResult } from './template.ts';
import type { Look } from './template.ts';

/** Whether `until` holds, or whether the component runs again, or why it has failed. */
export function untilAgain(component: JsonObject, look: Look, times: number): 'holds' | 'again' | Failure {
  const { until, max = 60 } = component;
  if (typeof until !== 'string') return 'holds';
  try {
    if (isTrue(until, look)) return 'holds';
  } catch (error) {
    if (error instanceof WrongCondition) return failure('110004');
    throw error;
  }
  return times >= Number(max) ? failure('110016') : 'again';
}

/** Longer pauses are rests, where the run is a row. */
export const LONG_PAUSE_MS = 5000;

export function untilWaitMs({ every = 1 }: JsonObject): number {
  return Number(every) * 1000;
}

/** What a further time of `until` is called in keys. */
export function timeKey(key: string, times: number): string {
  return times === 1 ? key : `${key}~${times}`;
}

/** Looks up in the output of a script or a flow. */
export function inOutput(output: Json): Look {
  return inResult({ body: { $output: output } });
}
