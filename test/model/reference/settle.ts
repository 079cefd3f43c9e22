import type { Outcome } from './ended.ts';
import type { Inside, Ran, Where } from './ran.ts';

/** Of several that fail at once in a flow or a loop, `around`: what the engine says has failed comes first. */
export function toldRank(
  { name }: Where,
  around: Where,
  { told, toldInside, endedBy }: Pick<Inside, 'told' | 'toldInside' | 'endedBy'>,
): number {
  const end = endedBy.get(around.key);
  if (end !== undefined) return end.startsWith(name) ? 0 : 2;
  if (told?.startsWith(name)) return 0;
  return toldInside.some((at) => at.startsWith(name)) ? 1 : 2;
}

/** Components that run at once, up to what ended them; `first`: the one that did. */
export function settle<T>(
  all: readonly T[],
  whole: (one: T) => Ran,
  upTo: (one: T, cut: number) => Ran,
  whereOf: (one: T) => Where,
  flow: Where,
  around: Inside,
): { readonly runs: Map<T, Ran>; readonly first: T | null; readonly hadFailed?: T | null } {
  const runs = new Map(all.map((one) => [one, whole(one)] as const));
  const failed = [...runs].filter(([, { outcome }]) => outcome && 'failure' in outcome);
  const order = failed.sort(
    ([a, ra], [b, rb]) => ra.time - rb.time || toldRank(whereOf(a), flow, around) - toldRank(whereOf(b), flow, around),
  );
  const letSettle = around.letSettle || order[0]?.[1].outcome?.kind === 'child';
  const stop = order.find(([, { outcome }]) => outcome?.kind === 'break' || !letSettle);
  if (!stop) {
    // Until all have settled it is not over.
    const isOver = [...runs.values()].every(({ outcome }) => outcome !== null);
    const [earliest = null] = order[0] ?? [];
    return isOver ? { runs, first: earliest } : { runs, first: null, hadFailed: earliest };
  }
  const [first, { time }] = stop;
  for (const one of all) if (one !== first && (runs.get(one)?.time ?? 0) >= time) runs.set(one, upTo(one, time));
  return { runs, first };
}

/** What had failed inside those that are still under way: of several what the engine tells, for they are stopped at once. */
export function failedInside(runs: Iterable<Ran>, told: Inside['told']): Ran['hadFailed'] {
  const had = [...runs].flatMap(({ outcome, hadFailed }) => (outcome === null && hadFailed ? [hadFailed] : []));
  return had.find(({ at }) => at === told) ?? had[0];
}

/** What failed first inside what is still under way. */
export function hadFailedOf(ran: Ran | undefined, { name }: Where): Ran['hadFailed'] {
  const { outcome = null, failedAt = null } = ran ?? {};
  return outcome && 'failure' in outcome ? { failure: outcome.failure, at: failedAt ?? name } : undefined;
}

export function isDone(ran: Ran | undefined): boolean {
  return ran?.outcome?.kind === 'value' || ran?.outcome?.kind === 'skipped';
}

/** That they rest, where some do and none is under way: until the first of them is due. */
export function parkedOf(runs: readonly Pick<Ran, 'outcome'>[]): Extract<Outcome, { kind: 'parked' }> | null {
  const parked = runs.flatMap(({ outcome }) => (outcome?.kind === 'parked' ? [outcome] : []));
  if (parked.length === 0) return null;
  const due = parked.flatMap(({ dueAt }) => dueAt ?? []);
  return { kind: 'parked', dueAt: due.length === 0 ? null : Math.min(...due) };
}
