import type { SeenReply, Witnessed } from '../observation.ts';
import type { Playing } from './playing.ts';
import type { ReferenceRun } from './run.ts';

/** What came of the calls of other rules that a run has made in earlier sessions, by their keys. */
export class FormerCalls {
  /** What they were answered whose runs have succeeded. */
  readonly joined = new Map<string, SeenReply>();
  /** The runs that are suspended. */
  readonly children = new Map<string, ReferenceRun>();

  /** A session is over. */
  note({ stage, calls }: Playing, { subRuns }: Witnessed): void {
    for (const { sub } of [...calls.values()].flat()) {
      const { run } = sub ?? {};
      if (run?.caller !== stage.trx) continue;
      if (run.expected.status === 'suspended') this.children.set(run.key, run.child);
      else this.children.delete(run.key);
    }
    for (const sub of subRuns) {
      const hasSucceeded = sub?.caller === stage.trx && sub.run?.status === 'success';
      if (hasSucceeded && sub.answer) this.joined.set(sub.key, sub.answer);
    }
  }

  add({ joined, children }: FormerCalls): void {
    for (const [key, child] of children) this.children.set(key, child);
    for (const [key, reply] of joined) this.joined.set(key, reply);
  }
}
