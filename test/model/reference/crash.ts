import type { SeenCrash, Witnessed } from '../observation.ts';
import type { Write } from '../program.ts';
import type { JsonObject } from '../../../src/json.ts';
import { expectedCalls } from './expected.ts';
import type { Expected } from './expected.ts';
import { isUsedUp, undoNow } from './given-up.ts';
import type { Kept } from './kept.ts';
import { withMarksOf } from './left.ts';
import type { Playing } from './playing.ts';

/**
 * A session whose process died: what it had committed counts, all else is forgotten, and what the layer under way had called
 * may be called again.
 * @param kept the run as it was kept when the session began.
 * @param first the write before which nothing else happens.
 * @param whole the session where it came to its end all the same.
 */
export function crashed(
  run: Playing,
  seen: SeenCrash,
  kept: Kept,
  first: Write | null,
  whole: (seen: Witnessed) => Expected,
): Expected {
  const { writes } = seen;
  const last = writes.at(-1);
  if (last === 'suspended' || last === 'ended' || last === 'resting') {
    const expected = whole(seen);
    run.stage.cache.clear();
    return { ...expected, keptStatus: expected.status };
  }
  run.beginSession();
  if (first !== null && !writes.includes(first)) {
    if (first === 'claimed') run.claims -= 1;
    run.takeBack(kept, seen);
    if (kept.isResting) return resting(run);
    return first === 'begun' ? notFound(run) : found(run);
  }
  if (run.givenUp && first === 'claimed' && !writes.includes('given up')) {
    run.takeBack(kept, seen);
    run.isCrashed = true;
    return usedUp(run, seen) ?? found(run);
  }
  if (run.givenUp) return undoing(run, seen);
  return layers(run, seen, kept, first);
}

function layers(run: Playing, seen: SeenCrash, kept: Kept, first: Write | null): Expected {
  const { writes } = seen;
  let rest = kept;
  for (const write of writes.filter((one) => one === 'checkpoint' || one === 'given up')) {
    if (write === 'given up') return givenUp(run, seen);
    run.goOn(run.runLayer(null, seen).layer);
    rest = run.kept();
  }
  run.expectCalls(expectedCalls(run.runComponents(seen), null, Infinity));
  const isWithin = writes.lastIndexOf('progress') > writes.lastIndexOf('checkpoint');
  run.takeBack(isWithin ? progressed(run, seen) : rest, seen);
  if (first === null) return notFound(run);
  // Whoever has given it up has noted what the crash may have left.
  run.isCrashed = !(isWithin && seen.keptStatus === 'compensating');
  return usedUp(run, seen) ?? found(run);
}

/** Of a run that is not durable nothing is stored before that. */
function givenUp(run: Playing, seen: SeenCrash): Expected {
  while (!run.isOver) {
    const { layer, told } = run.runLayer(null, seen);
    if (told) {
      run.only = null;
      run.hasRow = true;
      run.givenUp = told;
      return undoing(run, seen);
    }
    run.goOn(layer);
  }
  return notFound(run);
}

/** What was kept within a layer: how far its flows and loops had come then is the engine's to say. */
function progressed(run: Playing, { kept }: SeenCrash): Kept {
  const now = run.kept();
  if (!kept) return now;
  const { whole, left, responded, data } = kept;
  const { response } = data;
  return {
    ...{ ...now, isComplete: false, parts: whole, left, responded },
    context: { ...run.context, ...(response !== undefined && { response }) },
  };
}

/** It died while it was undone: what was committed of that counts. */
function undoing(run: Playing, seen: SeenCrash): Expected {
  if (!run.givenUp) throw new Error('only a run that is given up is undone');
  const { left, calls } = undoNow(run, seen, run.givenUp, run.start);
  run.expectCalls(calls.map((made) => ({ ...made, certain: false })));
  run.left = withMarksOf(left, seen.kept?.left ?? []);
  run.countCalls(seen);
  run.stage.cache.clear();
  return compensating(run);
}

function compensating(run: Playing): Expected {
  const { code = '', component = null } = run.givenUp ?? {};
  return {
    ...run.expected('crashed'),
    keptStatus: 'compensating',
    kept: run.keptOf(null, { code, component }, null),
  };
}

/** Whoever finds it gives it up. */
function usedUp(run: Playing, { failure }: SeenCrash): Expected | undefined {
  if (!isUsedUp(run)) return undefined;
  const before = run.kept();
  run.noteCrash();
  if (run.left.length === 0) {
    Object.assign(run, before);
    return undefined;
  }
  const { layer } = run;
  run.givenUp ??= { code: '000503', status: 503, message: failure?.message ?? '', component: null, layer };
  run.only = null;
  return compensating(run);
}

/** It rests as before, but for what has come meanwhile: then it is due. */
function resting(run: Playing): Expected {
  run.isResting = true;
  return { ...run.expected('crashed'), keptStatus: 'waiting', kept: run.keptOf(run.only, null, undefined) };
}

/** As it is found. */
function found(run: Playing): Expected {
  const names = run.givenUp ? null : run.only;
  const due = run.recoverAt ?? (goesOn(run) ? run.now : null);
  return { ...run.expected('crashed'), keptStatus: 'suspended', kept: run.keptOf(names, null, due) };
}

/** A run that has rested answers nobody: it goes on by itself, three times. */
function goesOn({ hasRested, claims, rule, isCrashed }: Playing): boolean {
  const { max = 3 } = (rule.recover ?? { max: 0 }) as JsonObject;
  return isCrashed && hasRested && claims < Math.max(Number(max), 3);
}

function notFound(run: Playing): Expected {
  return { ...run.expected('crashed'), keptStatus: null };
}
