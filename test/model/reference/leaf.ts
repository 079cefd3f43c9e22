import type { JsonObject } from '../../../src/json.ts';
import { runComponent } from './component.ts';
import type { Span } from './inside.ts';
import { leafLeft } from './left.ts';
import type { Inside, Ran, TimesKept, Where } from './ran.ts';
import { inContext } from './template.ts';

/** Runs an api or a script inside another component, or one that runs several times. */
export function runLeaf(
  component: JsonObject,
  { key }: Where,
  context: JsonObject,
  first: TimesKept,
  { start, cut, isWoken }: Span,
  around: Inside,
): Ran {
  const counts = new Map<string, number>();
  const answers: number[] = [];
  const ended = runComponent(
    component,
    key,
    inContext(context),
    {
      ...around,
      cache: new Map(),
      react: (site) => {
        const nth = (counts.get(site) ?? around.made(site)) + 1;
        counts.set(site, nth);
        answers.push(around.timeOf(`${site}#${nth}`));
        return { reaction: around.react(site, nth), nth };
      },
    },
    first,
    isWoken,
  );
  const time = ended.settledBy === null ? start : Math.max(around.timeOf(ended.settledBy), start);
  const settled = time <= cut;
  // One that was stopped makes no call after an answer that came no more: later times of `until` count those made.
  const begun = ended.calls.filter((_, index) => (answers[index - 1] ?? 0) <= cut);
  return {
    outcome: settled ? ended.outcome : null,
    time: settled ? time : cut,
    calls: begun.map((made) => ({ ...made, certain: settled })),
    errorCode: settled ? ended.errorCode : null,
    ignored: (settled ? ended.ignored : null) ?? undefined,
    failedAt: null,
    part: undefined,
    leaf: ended,
    left: leafLeft(ended, settled ? undefined : cut, around),
    rests: settled && ended.outcome.kind === 'parked',
    times: begun.at(-1)?.times ?? first.times,
  };
}
