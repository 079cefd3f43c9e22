/** What other code asks of a status. */
interface StatusFacts {
  /** In some process, which holds a lease. */
  readonly isLeased: boolean;
  /** Nothing is written of the run any more. */
  readonly isEnded: boolean;
  /** In the list of kept runs where no status is asked for. */
  readonly isListed: boolean;
  /** Counts as an error in statistics. */
  readonly isError: boolean;
}

const STATUSES = {
  running: { isLeased: true, isEnded: false, isListed: false, isError: false },
  success: { isLeased: false, isEnded: true, isListed: false, isError: false },
  failed: { isLeased: false, isEnded: true, isListed: false, isError: true },
  broken: { isLeased: false, isEnded: true, isListed: false, isError: true },
  suspended: { isLeased: false, isEnded: false, isListed: true, isError: true },
  waiting: { isLeased: false, isEnded: false, isListed: false, isError: false },
  recovering: { isLeased: true, isEnded: false, isListed: true, isError: false },
  cancelled: { isLeased: false, isEnded: true, isListed: false, isError: true },
} as const satisfies Record<string, StatusFacts>;

/** Where a run stands. */
export type RunStatus = keyof typeof STATUSES;

/** Statuses with which a run ends for good. */
export type EndStatus = { [S in RunStatus]: (typeof STATUSES)[S]['isEnded'] extends true ? S : never }[RunStatus];

/** All of them. */
export const runStatuses = Object.keys(STATUSES) as RunStatus[];

const whichAre = (is: (facts: StatusFacts) => boolean): readonly RunStatus[] =>
  runStatuses.filter((status) => is(STATUSES[status]));

/** A process has the run. */
export const leasedStatuses = whichAre(({ isLeased }) => isLeased);

/** The run is over. */
export const endStatuses = whichAre(({ isEnded }) => isEnded);

/** The run is not over: what is kept of it may change. */
export const openStatuses = whichAre(({ isEnded }) => !isEnded);

/** Kept runs that are listed. */
export const listedStatuses = whichAre(({ isListed }) => isListed);

export function isEnded(status: RunStatus): boolean {
  return STATUSES[status].isEnded;
}

/** Whether a run with this status, which may be of a newer version of the program, counts as an error. */
export function isError(status: string): boolean {
  return !Object.hasOwn(STATUSES, status) || STATUSES[status as RunStatus].isError;
}
