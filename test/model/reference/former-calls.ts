import type { SeenReply, Witnessed } from '../observation.ts';
import type { Expected } from './expected.ts';
import type { Playing } from './playing.ts';
import type { ReferenceRun } from './run.ts';

/** What came of the calls of other rules that a run has made in earlier sessions, by their keys. */
export class FormerCalls {
  /** What they were answered whose runs have succeeded. */
  readonly joined = new Map<string, SeenReply>();
  /** The runs that are suspended. */
  readonly children = new Map<string, ReferenceRun>();

  /** A session is over. */
  note({ stage, calls }: Playing, { subRuns, writes }: Witnessed): void {
    for (const { sub } of [...calls.values()].flat()) {
      const { run, isKept, reply } = sub ?? {};
      // One without a trx was not seen.
      if (run?.caller !== stage.trx || run.trx === '') continue;
      if (statusOf(run.expected) === 'suspended') this.children.set(run.key, run.child);
      else this.children.delete(run.key);
      if (isKept && reply) this.joined.set(run.key, reply);
    }
    // Of a process that has died only what is kept counts.
    for (const sub of writes ? [] : subRuns) {
      const hasSucceeded = sub?.caller === stage.trx && sub.run?.status === 'success';
      if (hasSucceeded && sub.answer) this.joined.set(sub.key, sub.answer);
    }
  }

  add({ joined, children }: FormerCalls): void {
    for (const [key, child] of children) this.children.set(key, child);
    for (const [key, reply] of joined) this.joined.set(key, reply);
  }
}

/** Of one whose process died, as it is found. */
function statusOf({ status, keptStatus }: Expected): string | null {
  return keptStatus === undefined ? status : keptStatus;
}
