import { disagreements } from './disagreement.ts';
import type { Disagreement } from './disagreement.ts';
import type { Seen, SeenCrash, SeenReply, SeenSubRun } from './observation.ts';
import type { Expected } from './reference/expected.ts';
import type { ExpectedSubRun } from './reference/sub-run.ts';
import { same } from './same.ts';

/** What engine and model see differently of the runs that a run has called. */
export function disagreementsOfSubRuns(seen: Seen, expected: Expected): Disagreement[] {
  return [...expected.calls].flatMap(([site, wanted]) => {
    const made = seen.subRuns.filter((_, index) => seen.calls[index]?.site === site);
    return wanted.flatMap(({ sub, certain }, index) => {
      const one = made[index];
      if (!sub || !one || !certain || (sub.isLate && sub.reply && !one.answer)) return [];
      const found = disagreementsOfOne(seen, expected, one, sub);
      return found.map(({ about, ...what }) => ({ about: `${about}, of the call ${index + 1} at ${site}`, ...what }));
    });
  });
}

/** The same, where the process of them all has died. */
export function disagreementsOfFound(seen: SeenCrash, expected: Expected): Disagreement[] {
  return [...expected.calls].flatMap(([site, wanted]) => {
    const made = seen.subRuns.filter((_, index) => seen.calls[index]?.site === site);
    return wanted.flatMap(({ sub }, index) => {
      const { run: one = null } = made[index] ?? {};
      // With its caller one may have been stopped.
      if (!sub?.run || !one || one.keptStatus === 'cancelled') return [];
      const found = { ...seen, ...one, ...nothing, status: 'crashed', answer: null } as const;
      const what = disagreements(sub.run.document, found, { ...sub.run.expected, calls: new Map() }, true);
      return what.map(({ about, ...rest }) => ({ about: `${about}, of the call ${index + 1} at ${site}`, ...rest }));
    });
  });
}

const nothing = { calls: [], waits: [], subRuns: [], waitRows: [], openCalled: 0 };

/** The same of those that have gone on because something had come for them. */
export function disagreementsOfOthers(seen: Seen, { others = [] }: Expected): Disagreement[] {
  return others.flatMap(({ trx, document, expected }) => {
    const one = seen.others.get(trx);
    if (!one) return [{ about: 'a called run has gone on', engine: false, model: true }];
    const all = { ...seen, ...one, ...nothing, calledBack: new Map(), callbacksRefused: 0 };
    return disagreements(document, all, { ...expected, calls: new Map() }, false).map(({ about, ...what }) => ({
      about: `${about}, of ${document.name}, which has gone on`,
      ...what,
    }));
  });
}

function disagreementsOfOne(
  seen: Seen,
  expected: Expected,
  one: SeenSubRun,
  { reply, run }: ExpectedSubRun,
): Disagreement[] {
  const found: Disagreement[] = [];
  const [engine, model] = [shownReply(one.answer), shownReply(reply ?? null)];
  if (!same(engine, model)) found.push({ about: 'what a called rule answers', engine, model });
  if (!same(one.run === null, run === null))
    found.push({ about: 'a run was called', engine: one.run !== null, model: run !== null });
  // It is cancelled with its caller.
  const isOpen = run?.expected.status === 'suspended' || run?.expected.status === 'waiting';
  const isOver = isOpen && (expected.status === 'cancelled' || one.run?.keptStatus === 'cancelled');
  if (!one.run || !run || isOver) return found;
  const parent = { trx: one.caller, component: run.component };
  const { parent: logged } = one.run.log ?? { parent };
  for (const shown of [one.run.parent, logged])
    if (!same(shown, parent)) found.push({ about: 'the caller of a run', engine: shown, model: parent });
  return [
    ...found,
    ...disagreements(run.document, { ...seen, ...one.run, ...nothing }, { ...run.expected, calls: new Map() }, false),
  ];
}

function shownReply(reply: SeenReply | null): unknown {
  return reply && { ...reply, body: reply.body === '' ? null : (JSON.parse(reply.body) as unknown) };
}
