import type { JsonObject } from '../../../src/json.ts';
import type { SeenSubRun, Witnessed } from '../observation.ts';
import { reactionAt } from '../program.ts';
import type { Site, World } from '../program.ts';
import { begunElements } from './begun.ts';
import type { Ended } from './ended.ts';
import { leftByKey } from './left.ts';
import { runInside } from './inside.ts';
import type { Span } from './inside.ts';
import type { Calling, Inside, PartKept, Parts, Ran } from './ran.ts';

/** Whether a component has others inside it, or elements, or runs several times, or waits, or runs another rule. */
export function isComposite({ type, foreach, until }: JsonObject): boolean {
  return type === 'flow' || type === 'wait' || type === 'rule' || foreach !== undefined || until !== undefined;
}

/** Runs a component of the rule's own layers that has others inside it. */
export function runComposite(
  component: JsonObject,
  layer: number,
  context: JsonObject,
  kept: PartKept | undefined,
  { start, isWoken }: Pick<Span, 'start' | 'isWoken'>,
  around: Inside,
): Ended {
  const name = component.name as string;
  const upTo = (cut: number): Ran =>
    runInside(component, { name, key: `${layer}-${name}` }, context, kept, { start, cut, isWoken }, around);
  const whole = upTo(Infinity);
  return {
    ...{ component, name, calls: whole.calls, errorCode: whole.errorCode, composite: { whole, upTo } },
    ignored: whole.ignored ?? null,
    outcome: whole.outcome ?? { kind: 'skipped' },
    ...{ statuses: [], settledBy: null, retries: 0, attempts: [], cached: false, keep: null, responds: null },
    ...(whole.leaf && { statuses: whole.leaf.statuses, retries: whole.leaf.retries, responds: whole.leaf.responds }),
  };
}

/** Of components that run again, what is kept of what is inside them. `cut`: when those under way were stopped. */
export function partsOf(failed: readonly Ended[], stopped: readonly Ended[], cut: number): Parts {
  const parts: Record<string, PartKept> = {};
  for (const ended of failed) {
    const { name, composite } = ended;
    const part = stopped.includes(ended) ? composite?.upTo(cut).part : composite?.whole.part;
    if (part) parts[name] = part;
  }
  return parts;
}

/** What is around components inside others in one session. */
export function insideOf(
  { trx, logId }: Pick<Inside, 'trx' | 'logId'>,
  letSettle: boolean,
  world: World,
  { rules, depth, made }: Calling,
  rest: Pick<Inside, 'waits' | 'waitRows' | 'now' | 'isWoken' | 'restsLong' | 'former'>,
  seen: Witnessed,
): Omit<Inside, 'isMade' | 'subRunAt'> {
  const { upstream } = world;
  return {
    ...{ trx, logId, letSettle, world, rules, depth, made, ...rest, seen },
    timeOf: (answer) => answerTime(answer, seen),
    react: (site, nth) => reactionAt(upstream, site, nth),
    told: seen.failure?.component ?? null,
    toldInside: seen.log?.failedAt ?? [],
    ...{ words: seen.words, endedBy: seen.endedBy },
    toldBegun: seen.kept && begunElements(seen.kept.whole, seen.kept.curStep),
    toldLeft: leftByKey(seen.givenUp?.left ?? seen.kept?.left ?? []),
  };
}

/** What is seen of calls in a session. @param made how often a site was called before it. */
export function seenFrom(made: Inside['made'], seen: Witnessed): Pick<Inside, 'isMade' | 'subRunAt'> {
  return {
    isMade: (answer) => isMade(answer, made, seen),
    subRunAt: (site, nth) => subRunAt(site, nth - made(site), seen),
  };
}

/** Whether the n-th call of a site was made in the session that is seen. */
export function isMade(answer: string, made: Inside['made'], { calls }: Witnessed): boolean {
  const [site = '', nth] = answer.split('#');
  return Number(nth) <= made(site) + calls.filter((call) => call.site === site).length;
}

/** What was seen of the n-th call of another rule, in the session that is seen. */
function subRunAt(site: Site, nth: number, { calls, subRuns }: Witnessed): SeenSubRun | null {
  const at = calls.flatMap((call, index) => (call.site === site ? [index] : []))[nth - 1];
  return at === undefined ? null : (subRuns[at] ?? null);
}

/** When an answer came, counted from the beginning of the run; Infinity: not so far as was seen. */
export function answerTime(answer: string, { answered }: Witnessed): number {
  const index = answered.indexOf(answer);
  return index < 0 ? Infinity : index + 1;
}
