import type { JsonObject } from '../../../src/json.ts';
import type { SeenCrash, SeenRun, Shown, Witnessed } from '../observation.ts';
import type { Document, Interruption, Recovery, World } from '../program.ts';
import { successAnswer, failureAnswer, waitingAnswer } from './answer.ts';
import type { AnsweredFailure } from './answer.ts';
import { partsOf } from './composite.ts';
import { crashOf, ownOf } from './as-called.ts';
import type { Woken } from './as-called.ts';
import { crashed } from './crash.ts';
import type { Course } from './course.ts';
import type { Expected, ExpectedCall } from './expected.ts';
import type { LayerEnd } from './layer.ts';
import { givesUp, operatorsReason, undo } from './given-up.ts';
import { mergePatch } from './merge-patch.ts';
import { Playing } from './playing.ts';
import { parkedOf } from './settle.ts';
import type { Calling, Inside } from './ran.ts';
import type { Cache } from './playing.ts';

export type { Cache } from './playing.ts';

/**
 * One run, interpreted from the rule's JSON as the specification reads: one component after another. What it takes from
 * the engine as given is time: in which order the upstream's answers came; and the engine's words for what was wrong.
 */
export class ReferenceRun {
  readonly trx: string;
  readonly document: Document;
  readonly #run: Playing;

  constructor(
    document: Document,
    world: World,
    ids: { readonly trx: string; readonly logId: string },
    cache: Cache,
    calling: ConstructorParameters<typeof Playing>[4],
  ) {
    this.document = document;
    this.trx = ids.trx;
    this.#run = new Playing(document, world, ids, cache, calling);
  }

  /** The same run, to go on with. @param made how often a site was called before. */
  copy(made: Calling['made'], { isMade, subRunAt, rules, depth }: Inside): ReferenceRun {
    const { world, stage } = this.#run;
    const calling = { rules, made, depth: depth + 1, outer: { isMade, subRunAt } };
    const other = new ReferenceRun(this.document, world, stage, new Map(), calling);
    other.#run.take(this.#run);
    return other;
  }

  /** Runs the first time, until it ends or is suspended, or its process dies. */
  start(seen: Shown): Expected {
    const run = this.#run;
    const first = run.hasRow ? 'begun' : null;
    if (seen.status !== 'crashed') return this.#session(run.world.interruption, seen);
    return crashed(run, seen as SeenCrash, run.kept(), first, (witnessed) => this.#session(null, witnessed));
  }

  /**
   * Runs as another one has called it, from `start` until it answers, both in answers. `cut`: its caller wants it no more.
   * @param session of the caller. @param seen null: nothing of it was seen.
   */
  called(start: number, cut: number, session: Witnessed, seen: SeenRun | null): { expected: Expected; time: number } {
    this.#run.start = start;
    return this.#asCalled(cut, session, seen);
  }

  /** Goes on, as the recovery of its caller comes to it. */
  goesOn(start: number, cut: number, session: Witnessed, seen: SeenRun | null): { expected: Expected; time: number } {
    this.#run.start = start;
    this.#run.claims += 1;
    const { expected, time } = this.#asCalled(cut, session, seen);
    return { expected: this.#recovered(expected), time };
  }

  #asCalled(cut: number, session: Witnessed, seen: SeenRun | null): { expected: Expected; time: number } {
    const run = this.#run;
    const own = ownOf(seen);
    const interruptedAfter = cut === Infinity ? null : cut;
    const interruption = cut === Infinity ? null : ({ kind: 'cancel', after: 0 } as const);
    const expected = this.#session(interruption, { ...session, ...own, interruptedAfter });
    return { expected, time: expected.status === 'cancelled' ? Infinity : run.start };
  }

  /**
   * As a process leaves it that ran it because another one had called it, and died. @param isAgain it was suspended, and
   * its caller was recovered.
   */
  diesAsCalled(start: number, session: Witnessed, seen: SeenRun | null, isAgain: boolean): Expected {
    const run = this.#run;
    const kept = run.kept();
    run.start = start;
    const died = crashOf(session, seen);
    if (!isAgain)
      return crashed(run, died, kept, run.hasRow ? 'begun' : null, (witnessed) => this.#session(null, witnessed));
    run.noteCrash();
    run.claims += 1;
    return crashed(run, died, kept, 'claimed', (witnessed) => this.#recovered(this.#session(null, witnessed)));
  }

  /** Resumes a suspended run. `answers`: how many the upstream had given until then. */
  recover({ data, interruption }: Recovery, answers: number, seen: Shown): Expected {
    const run = this.#run;
    const before = run.kept();
    run.noteCrash();
    run.context = mergePatch(run.context, data) as JsonObject;
    run.start = answers;
    run.claims += 1;
    const session = (of: Interruption | null, witnessed: Witnessed): Expected =>
      this.#recovered(this.#session(of, witnessed));
    if (seen.status !== 'crashed') return session(interruption, seen);
    return crashed(run, seen as SeenCrash, before, 'claimed', (witnessed) => session(null, witnessed));
  }

  /** An operator gives up a suspended run, which another session shows as it was before. */
  compensate(before: Shown, seen: Shown): Expected {
    const run = this.#run;
    const kept = run.kept();
    run.noteCrash();
    run.givenUp ??= operatorsReason(before, seen);
    return this.#undoing(seen, kept, 'given up');
  }

  /** A run that rests goes on: something that it waits for has come, or a time. `before`: as it was. */
  wake(before: Shown, seen: Shown): Expected {
    const run = this.#run;
    const { woken } = seen;
    const inner =
      woken === null || woken === this.trx ? undefined : this.#wakesInside(woken, before.answered.length, seen);
    const { calls = [], others = [], time: start = before.answered.length } = inner ?? {};
    if (inner?.expected.status === 'waiting') {
      const expected = this.#restsOn(calls);
      run.countCalls(seen);
      return { ...expected, others };
    }
    run.start = start;
    [run.wokenAt, run.wokenCalls] = [run.layer, calls];
    const session = (witnessed: Witnessed): Expected => {
      const { log, ...expected } = this.#session(null, witnessed);
      run.expectFirst(calls);
      return { ...expected, answer: null, log: { ...log, required: true }, others };
    };
    const expected =
      seen.status === 'crashed' ? crashed(run, seen as SeenCrash, run.kept(), 'woken', session) : session(seen);
    [run.wokenAt, run.wokenCalls] = [null, []];
    return expected;
  }

  /** What has become of the waits, as the engine knows it; and what time it is. */
  know({ waitRows, now }: Pick<Shown, 'waitRows' | 'now'>): void {
    const own = waitRows.filter(({ trx }) => trx === this.trx);
    this.#run.waits = new Map(own.map((wait) => [wait.key, wait]));
    Object.assign(this.#run, { waitRows, now });
  }

  /** Whether it is that run, or waits for it. */
  hasCalled(trx: string): boolean {
    return trx === this.trx || [...this.#run.former.resting.values()].some(({ child }) => child.hasCalled(trx));
  }

  /** A run that it has called, or one of theirs, for which something has come: that goes on first. */
  #wakesInside(trx: string, start: number, seen: Witnessed): Woken {
    const run = this.#run;
    const { key, child: before, method } = run.former.restingOf(trx);
    const child = before.copy(run.madeBefore, run.inside(seen));
    child.know(run);
    const woken = child.#wakesAsCalled(trx, start, seen);
    run.former.cameTo(key, { child, method }, woken.expected);
    return woken;
  }

  #wakesAsCalled(trx: string, start: number, seen: Witnessed): Woken {
    const run = this.#run;
    const inner = trx === this.trx ? undefined : this.#wakesInside(trx, start, seen);
    const { calls = [], others = [], time: begin = start } = inner ?? {};
    if (inner?.expected.status === 'waiting') return { ...inner, expected: this.#restsOn(calls) };
    run.start = begin;
    [run.wokenAt, run.wokenCalls] = [run.layer, calls];
    const { expected, time } = this.#asCalled(Infinity, seen, seen.others.get(this.trx) ?? null);
    [run.wokenAt, run.wokenCalls] = [null, []];
    const { log } = expected;
    const other = {
      trx: this.trx,
      document: this.document,
      expected: { ...expected, answer: null, log: { ...log, required: true } },
    };
    return { time, expected, calls: [...calls, ...[...expected.calls.values()].flat()], others: [...others, other] };
  }

  /** It rests as before. */
  #restsOn(calls: readonly ExpectedCall[]): Expected {
    const run = this.#run;
    run.beginSession();
    run.expectCalls(calls);
    run.isResting = true;
    const expected = run.expected('waiting');
    return { ...expected, answer: null, log: { ...expected.log, required: false } };
  }

  /** A process goes on with what another one was undoing. */
  goOn(seen: Shown): Expected {
    return this.#undoing(seen, this.#run.kept(), null);
  }

  #undoing(seen: Shown, before: ReturnType<Playing['kept']>, first: 'given up' | null): Expected {
    this.#run.start = 0;
    const session = (witnessed: Witnessed): Expected => ({ ...this.#session(null, witnessed), answer: null });
    if (seen.status !== 'crashed') return session(seen);
    return crashed(this.#run, seen as SeenCrash, before, first, session);
  }

  /** An operator gives up a suspended run, and nothing of it is undone. */
  cancel(before: Shown): Expected {
    const run = this.#run;
    run.beginSession();
    const { errComponent = null, curStep = run.layer } = before.kept ?? {};
    const expected = run.expected('cancelled');
    const failure = { code: '110010', message: undefined, component: errComponent, layer: curStep };
    return { ...expected, failure, log: { ...expected.log, required: true } };
  }

  #recovered(expected: Expected): Expected {
    const run = this.#run;
    run.recoveries = [...run.recoveries, expected.status];
    const { log } = expected;
    return { ...expected, log: { ...log, required: true }, recoveries: run.recoveries };
  }

  #session(interruption: Interruption | null, seen: Witnessed): Expected {
    const run = this.#run;
    run.beginSession();
    if (run.givenUp) return undo(run, seen, run.givenUp, run.start);
    while (!run.isOver) {
      const course = run.runLayer(interruption, seen);
      if (course.layer.end) return this.#ended(course, course.layer.end, seen);
      if (course.layer.parked.length > 0) return this.#rests(course, seen);
      run.goOn(course.layer);
    }
    run.answer ??= successAnswer(run.response, run.context, run.responded);
    return run.expected('success');
  }

  #ended(course: Course, end: LayerEnd, seen: Witnessed): Expected {
    const run = this.#run;
    const { layer, told } = course;
    const { code, message } = end.failure;
    const failure = { code, message, component: end.component, layer: run.layer };
    if (told && run.left.length > 0 && givesUp(run, end)) {
      run.only = null;
      run.hasRow = true;
      run.givenUp = told;
      const { cut, until, stopped } = layer;
      return { ...undo(run, seen, told, stopped.length > 0 ? cut : until), failure };
    }
    const isSuspended = (run.suspends || end.isChild === true) && end.status === 'failed';
    run.start = layer.stopped.length > 0 ? layer.cut : Math.max(run.start, layer.until);
    run.only = layer.failed;
    const again = [...layer.settled.filter(({ outcome }) => 'failure' in outcome), ...layer.parked, ...layer.stopped];
    run.parts = partsOf(again, layer.stopped, layer.cut);
    run.countCalls(seen);
    // What is kept stays so, whatever its rule says.
    if (isSuspended) Object.assign(run, { hasRow: true, suspends: true });
    if (told) run.answer ??= this.#failureAnswer(told, isSuspended);
    const kept = isSuspended ? run.keptOf(layer.failed, { code, component: end.component }, run.recoverAt) : null;
    return { ...run.expected(isSuspended ? 'suspended' : end.status), failure, kept };
  }

  /** Nothing of the layer is left but what waits. */
  #rests({ layer }: Course, seen: Witnessed): Expected {
    const run = this.#run;
    [run.hasRested, run.isResting] = [true, true];
    // What is kept stays so.
    [run.hasRow, run.suspends] = [true, true];
    run.start = Math.max(run.start, layer.until);
    run.only = layer.failed;
    run.parts = partsOf(layer.parked, [], Infinity);
    run.countCalls(seen);
    run.answer ??= waitingAnswer(run.response, run.stage.trx);
    // At once is when the database says.
    const due = run.isCalledBack ? undefined : (parkedOf(layer.parked)?.dueAt ?? null);
    run.isCalledBack = false;
    return { ...run.expected('waiting'), kept: run.keptOf(layer.failed, null, due) };
  }

  #failureAnswer(told: AnsweredFailure, isSuspended: boolean) {
    return failureAnswer(this.#run.response, this.#run.context, told, isSuspended ? 'suspended' : undefined);
  }
}
