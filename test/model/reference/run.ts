import type { JsonObject } from '../../../src/json.ts';
import type { SeenCrash, SeenRun, Shown, Witnessed } from '../observation.ts';
import { NOW } from '../program.ts';
import type { Document, Interruption, Recovery, World } from '../program.ts';
import { successAnswer, failureAnswer, waitingAnswer } from './answer.ts';
import type { AnsweredFailure } from './answer.ts';
import { partsOf } from './composite.ts';
import { crashed } from './crash.ts';
import type { Course } from './course.ts';
import type { Expected } from './expected.ts';
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
    run.start = before.answered.length;
    run.wokenAt = run.layer;
    const session = (witnessed: Witnessed): Expected => {
      const { log, ...expected } = this.#session(null, witnessed);
      return { ...expected, answer: null, log: { ...log, required: true } };
    };
    const expected =
      seen.status === 'crashed' ? crashed(run, seen as SeenCrash, run.kept(), 'woken', session) : session(seen);
    run.wokenAt = null;
    return expected;
  }

  /** What has become of the waits, as the engine knows it; and what time it is. */
  know({ waitRows, now }: Pick<Shown, 'waitRows' | 'now'>): void {
    this.#run.waits = new Map(waitRows.map((wait) => [wait.key, wait]));
    this.#run.now = now;
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

/** Of a run that another one has called, what is seen of it alone. */
function ownOf(seen: SeenRun | null) {
  const { answer = null, failure = null, kept = null, log = null, words = new Map(), endedBy = new Map() } = seen ?? {};
  return { answer, failure, kept, log, words, endedBy, calledBack: new Map(), givenUp: null, heldAfter: null } as const;
}

/** What is seen of a run that another one has called, and whose process died. */
function crashOf(session: Witnessed, seen: SeenRun | null): SeenCrash {
  const { keptStatus = null, writes = [] } = seen ?? {};
  const nothing = { answer: null, interruptedAfter: null, callbacksRefused: 0, waitRows: [], now: NOW } as const;
  return { ...session, ...ownOf(seen), ...nothing, status: 'crashed', keptStatus, writes };
}
