import type { Document, Site } from './program.ts';
import type { Seen, SeenCrash, SeenEntry, SeenKept, Shown } from './observation.ts';
import type { Expected, ExpectedCall } from './reference/expected.ts';
import type { Wait } from './reference/ended.ts';
import { inOrder } from './reference/left.ts';
import { partsToRun } from './reference/ran.ts';
import { same } from './same.ts';
import { disagreementsOfFound, disagreementsOfOthers, disagreementsOfSubRuns } from './sub-run-disagreement.ts';

/** One thing of which the engine and the model do not say the same. */
export interface Disagreement {
  readonly about: string;
  readonly engine: unknown;
  readonly model: unknown;
}

/** All things that engine and model see differently in one session. @param hasCrashed a process of the run has died. */
export function disagreements(
  document: Document,
  shown: Shown,
  expected: Expected,
  hasCrashed: boolean,
): Disagreement[] {
  const found: Disagreement[] = [];
  const compare = (about: string, engine: unknown, model: unknown): void => {
    if (!same(engine, model)) found.push({ about, engine, model });
  };
  if (shown.status === 'crashed') {
    const crash = shown as SeenCrash;
    compareFound(document, crash, expected, compare);
    return crash.keptStatus === 'suspended' ? [...found, ...disagreementsOfFound(crash, expected)] : found;
  }
  const seen = shown as Seen;
  compareCallbacks(seen, expected, compare);
  compare('status', seen.status, expected.status);
  if (isOver(expected)) compare('called runs that have not ended', seen.openCalled, 0);
  compare('answer', seen.answer, expected.answer);
  compareFailure(seen, expected, compare);
  compareCalls(seen, expected, compare);
  for (const [site, wanted] of expected.calls) compareWaits(site, seen, wanted, compare);
  found.push(...disagreementsOfSubRuns(seen, expected), ...disagreementsOfOthers(seen, expected));
  compareKept(seen, expected, compare);
  compareLog(seen, expected, compare, hasCrashed);
  return found;
}

/** A run whose process died. */
function compareFound({ rule }: Document, seen: SeenCrash, expected: Expected, compare: Compare): void {
  // How far a run had come that is not kept, nobody can say.
  if (rule.durable === true || seen.keptStatus !== null) compareCalls(seen, expected, compare);
  compare('status of the run that was found', seen.keptStatus, expected.keptStatus);
  if (expected.kept && seen.kept) compareState(seen.kept, expected.kept, compare);
  if (seen.keptStatus !== 'suspended' || seen.log === null) return;
  const { complete, entries } = expected.log;
  compare('status in the run log', seen.log.status, 'suspended');
  compare('recoveries in the run log', seen.log.recoveries, expected.recoveries);
  compare('entries of the run log', complete ? seen.log.entries : matching(seen.log.entries, entries), entries);
}

/** Those that came before the run did. */
function compareCallbacks(
  { calledBack, callbacksRefused }: Seen,
  { takesCallbacks }: Expected,
  compare: Compare,
): void {
  if (takesCallbacks !== null)
    compare('callbacks that were taken or refused', takesCallbacks ? callbacksRefused : calledBack.size, 0);
}

type Compare = (about: string, engine: unknown, model: unknown) => void;

function compareFailure({ failure: seen }: Seen, { failure: expected }: Expected, compare: Compare): void {
  const answered = expected && { ...expected, message: expected.message ?? seen?.message };
  compare('failure', seen, answered);
}

function compareCalls(seen: Shown, expected: Expected, compare: Compare): void {
  const sites = new Set<Site>([...seen.calls.map(({ site }) => site), ...expected.calls.keys()]);
  for (const site of sites) {
    const made = seen.calls.filter((call) => call.site === site);
    const wanted = expected.calls.get(site) ?? [];
    const fewest = wanted.filter(({ certain }) => certain).length;
    // An abort may have prevented the last ones.
    const meant = wanted.slice(0, Math.max(made.length, fewest)).map(({ call }) => call);
    compare(`calls at ${site}`, made, meant);
  }
  const layersOf = (which: RegExp): number[] =>
    seen.calls.flatMap(({ site }) => {
      const layer = which.exec(site)?.[1];
      return layer === undefined ? [] : [Number(layer)];
    });
  // A called run that has answered a failure may still be stopping what it had begun.
  const [forward, back] = [layersOf(/^(\d+)/), layersOf(/^u(\d+)/)];
  const inTurn = forward.toSorted((a, b) => a - b);
  compare('the order of layers', forward, inTurn);
  const inReverse = back.toSorted((a, b) => b - a);
  compare('the order in which layers are undone', back, inReverse);
}

function compareWaits(site: Site, seen: Seen, wanted: readonly ExpectedCall[], compare: Compare): void {
  const waits = seen.waits.filter((_, index) => seen.calls[index]?.site === site);
  for (const [index, { wait, certain }] of wanted.entries()) {
    if (wait && certain && !isWithin(waits[index] ?? null, wait)) {
      compare(`the wait after call ${index + 1} at ${site}`, waits[index], wait);
    }
  }
}

function isWithin(waited: number | null, wait: Wait): boolean {
  if (waited === null) return false;
  return 'exactMs' in wait ? waited === wait.exactMs : waited >= 0 && waited <= wait.mostMs;
}

function compareKept(seen: Seen, expected: Expected, compare: Compare): void {
  compare('status of the kept run', seen.keptStatus, expected.hasRow ? expected.status : null);
  if (!expected.kept || !seen.kept) return;
  const { errCode, errComponent } = seen.kept;
  const { code = null, component = null } = expected.kept.error ?? {};
  compare('the error of the kept run', [errCode, errComponent], [code, component]);
  compareState(seen.kept, expected.kept, compare);
}

function compareState(seen: SeenKept, expected: NonNullable<Expected['kept']>, compare: Compare): void {
  compare('the components that will run again', seen.failed?.toSorted(), expected.failed?.toSorted());
  compare('cur_step of the kept run', seen.curStep, expected.curStep);
  const { recoverAt = seen.recoverAt } = expected;
  compare('when it resumes by itself', seen.recoverAt, recoverAt);
  compare('the context of the kept run', seen.data, expected.data);
  compare('what is kept of flows and loops', seen.parts, partsToRun(expected.parts, null));
  compare('what is to be undone', inOrder(seen.left), inOrder(expected.left));
}

function compareLog({ log }: Seen, expected: Expected, compare: Compare, hasCrashed: boolean): void {
  if (log === null) return compare('the run log is there', false, expected.log.required);
  compare('status in the run log', log.status, expected.status);
  compare('cur_step in the run log', log.curStep, expected.curStep);
  compare('error in the run log', log.errorCode, expected.failure?.code ?? null);
  compare('recoveries in the run log', log.recoveries, expected.recoveries);
  const { complete } = expected.log;
  const [seen, entries] = [log.entries, expected.log.entries].map((all) => (hasCrashed ? all.map(told) : all));
  compare('entries of the run log', complete ? seen : matching(seen ?? [], entries ?? []), entries);
}

/** Which calls a process had noted that died nobody knows. */
function told(entry: SeenEntry): SeenEntry {
  return { ...entry, retries: 0, statuses: [] };
}

/** Of the engine's entries, those that the model has too: of stopped components it does not know how far they came. */
function matching(seen: readonly SeenEntry[], wanted: readonly SeenEntry[]): SeenEntry[] {
  let next = 0;
  return seen.filter((entry) => {
    const isNext = same(entry, wanted[next]);
    if (isNext) next += 1;
    return isNext;
  });
}

/** With it all ends that it has called. */
function isOver({ status }: Expected): boolean {
  return !['suspended', 'waiting', 'compensating'].includes(status);
}
