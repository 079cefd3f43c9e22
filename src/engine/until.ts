import type { Clock } from '../clock.ts';
import { StepgateError } from '../error.ts';
import type { Until } from '../rule/compiled.ts';
import { isRequest } from '../rule/rule-call.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import type { ComponentRecord } from './component-record.ts';

/**
 * The outcome where `until` holds, or where the run rests before the next time; undefined, after a pause, where the
 * component is to run again.
 * @throws StepgateError 110016 it has run as often as it may.
 */
export async function untilHolds(
  clock: Clock,
  record: ComponentRecord,
  { condition, everyMs, max, rests }: Until,
  outcome: ComponentOutcome,
): Promise<ComponentOutcome | undefined> {
  if (outcome.kind !== 'value') return outcome;
  const { component, result, signal } = record;
  const seen = isRequest(component.call) && result ? result : { body: outcome.output };
  const held = condition.evaluate(seen);
  record.noteTime(held);
  if (held) return outcome;
  if (record.tried >= max) {
    record.giveUp();
    const message = `until ${condition.source} did not hold in ${max} times`;
    throw new StepgateError('110016', message, { retryable: false });
  }
  if (rests) {
    const dueAt = clock.now() + everyMs;
    record.rest(dueAt);
    return { kind: 'parked', dueAt };
  }
  await clock.sleep(everyMs, signal);
  record.again();
  return undefined;
}
