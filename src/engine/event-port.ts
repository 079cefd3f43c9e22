import type { EventPlace, FollowedEvent } from './followed-event.ts';
import type { RunProgress } from './followed-event.ts';
import type { RunLog } from './run-log.ts';
import type { RunStatus } from './run-status.ts';

/** Events of one run that are stored together; `seq`: of the first one, the others follow without a gap. */
export interface EventGroup extends EventPlace {
  readonly trx: string;
  readonly events: readonly FollowedEvent[];
  /** After them. */
  readonly progress: RunProgress;
}

/** An `EventGroup` as it is stored. */
export interface StoredEvents extends EventGroup {
  /** Rises among those of a run. */
  readonly id: number;
}

/** What the row of a followed run says. */
export interface FollowedHead {
  readonly trx: string;
  readonly status: RunStatus;
  readonly epoch: number;
}

/** The events of followed runs, and which runs are followed. */
export interface EventRepository {
  /** Notes that these runs are followed: the process that has one of them stores its events from then on. */
  ask(trxs: readonly string[]): Promise<void>;
  /** The runs that were asked for within the last `ms`. */
  asked(ms: number): Promise<readonly string[]>;
  /** Whether a run was ever asked for. */
  isAsked(trx: string): Promise<boolean>;
  write(groups: readonly EventGroup[]): Promise<void>;
  /** Of each run those stored after its `id`, in their order. */
  newer(runs: readonly { readonly trx: string; readonly id: number }[]): Promise<readonly StoredEvents[]>;
  /** Of a run those that hold an event behind `place`. */
  after(trx: string, place: EventPlace): Promise<readonly StoredEvents[]>;
  /** The last ones of a run. */
  last(trx: string): Promise<StoredEvents | undefined>;
  heads(trxs: readonly string[]): Promise<readonly FollowedHead[]>;
}

/** What is kept of runs for who follows them. */
export interface FollowedStore {
  readonly events: EventRepository;
  /** The log of a run that has ended. */
  readonly log: (trx: string) => Promise<RunLog | undefined>;
}
