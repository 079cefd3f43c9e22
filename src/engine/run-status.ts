/** What other code asks of a status. */
interface StatusFacts {
  /** In some process, which holds a lease. */
  readonly isLeased: boolean;
  /** Where its process has died, another one goes on with it; others are suspended. */
  readonly goesOn: boolean;
  /** Nothing is written of the run any more. */
  readonly isEnded: boolean;
  /** In the list of kept runs where no status is asked for. */
  readonly isListed: boolean;
  /** Counts as an error in statistics. */
  readonly isError: boolean;
}

const STATUSES = {
  running: { isLeased: true, goesOn: false, isEnded: false, isListed: false, isError: false },
  queued: { isLeased: false, goesOn: false, isEnded: false, isListed: false, isError: false },
  success: { isLeased: false, goesOn: false, isEnded: true, isListed: false, isError: false },
  failed: { isLeased: false, goesOn: false, isEnded: true, isListed: false, isError: true },
  broken: { isLeased: false, goesOn: false, isEnded: true, isListed: false, isError: true },
  suspended: { isLeased: false, goesOn: false, isEnded: false, isListed: true, isError: true },
  waiting: { isLeased: false, goesOn: false, isEnded: false, isListed: false, isError: false },
  paused: { isLeased: false, goesOn: false, isEnded: false, isListed: false, isError: false },
  recovering: { isLeased: true, goesOn: false, isEnded: false, isListed: true, isError: false },
  compensating: { isLeased: true, goesOn: true, isEnded: false, isListed: true, isError: true },
  compensated: { isLeased: false, goesOn: false, isEnded: true, isListed: false, isError: true },
  cancelled: { isLeased: false, goesOn: false, isEnded: true, isListed: false, isError: true },
} as const satisfies Record<string, StatusFacts>;

/** Where a run stands. */
export type RunStatus = keyof typeof STATUSES;

/** Statuses with which a run ends for good. */
export type EndStatus = { [S in RunStatus]: (typeof STATUSES)[S]['isEnded'] extends true ? S : never }[RunStatus];

/** Statuses with which a process lets a run rest that has not failed for good. */
export type RestStatus = 'waiting' | 'paused' | 'queued';

/** All of them. */
export const runStatuses = Object.keys(STATUSES) as RunStatus[];

const whichAre = (is: (facts: StatusFacts) => boolean): readonly RunStatus[] =>
  runStatuses.filter((status) => is(STATUSES[status]));

/** A process has the run. */
export const leasedStatuses = whichAre(({ isLeased }) => isLeased);

/** A process has the run; where it dies, the run is suspended. */
export const crashingStatuses = whichAre(({ isLeased, goesOn }) => isLeased && !goesOn);

/** The run is not over, and may be given up. */
export const cancellableStatuses = whichAre(({ isEnded, goesOn }) => !isEnded && !goesOn);

/** No process has the run, and it is not over: an operator may have it undone. */
export const restingStatuses = whichAre(({ isLeased, isEnded }) => !isLeased && !isEnded);

/** The run is over. */
export const endStatuses = whichAre(({ isEnded }) => isEnded) as readonly EndStatus[];

/** The run is not over: what is kept of it may change. */
export const openStatuses = whichAre(({ isEnded }) => !isEnded);

/** Kept runs that are listed. */
export const listedStatuses = whichAre(({ isListed }) => isListed);

/** Whether a process has the run. */
export function isLeased(status: RunStatus): boolean {
  return STATUSES[status].isLeased;
}

export function isEnded(status: RunStatus): boolean {
  return STATUSES[status].isEnded;
}

/** Whether a run with this status, which may be of a newer version of the program, counts as an error. */
export function isError(status: string): boolean {
  return !Object.hasOwn(STATUSES, status) || STATUSES[status as RunStatus].isError;
}
