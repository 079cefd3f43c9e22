import type { EventSink } from './follower.ts';
import type { KeptRun } from './port.ts';
import type { RunProgress } from './followed-event.ts';

/** How runs are followed while they are under way, in whichever process. */
export interface Following {
  /**
   * Tells `sink` where the run stands and what it does from then on; or, behind the event whose id is `after`, what it has
   * done since. The function given back ends it.
   */
  follow(row: KeptRun, after: string | undefined, sink: EventSink): Promise<() => void>;
  /** A connection over which something is followed; the function given back says that it has ended. */
  connected(): () => void;
  /** How many of them there are. */
  readonly connections: number;
  /** How far a kept run is. */
  progress(row: KeptRun): Promise<RunProgress>;
}
