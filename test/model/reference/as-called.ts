import type { SeenCrash, SeenRun, Witnessed } from '../observation.ts';
import { NOW } from '../program.ts';
import type { Expected, ExpectedCall } from './expected.ts';

/** What has come of a run that went on because something had come for it, or for one that it had called. */
export interface Woken {
  readonly expected: Expected;
  /** When its caller hears of it, in answers. */
  readonly time: number;
  readonly calls: readonly ExpectedCall[];
  readonly others: NonNullable<Expected['others']>;
}

/** Of a run that another one has called, what is seen of it alone. */
export function ownOf(seen: SeenRun | null) {
  const { answer = null, failure = null, kept = null, log = null, words = new Map(), endedBy = new Map() } = seen ?? {};
  return { answer, failure, kept, log, words, endedBy, calledBack: new Map(), givenUp: null, heldAfter: null } as const;
}

/** What is seen of a run that another one has called, and whose process died. */
export function crashOf(session: Witnessed, seen: SeenRun | null): SeenCrash {
  const { keptStatus = null, writes = [] } = seen ?? {};
  const nothing = {
    answer: null,
    interruptedAfter: null,
    callbacksRefused: 0,
    waitRows: [],
    now: NOW,
    woken: null,
    openCalled: 0,
  } as const;
  return { ...session, ...ownOf(seen), ...nothing, status: 'crashed', keptStatus, writes };
}
