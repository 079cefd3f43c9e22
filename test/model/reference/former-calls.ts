import type { SeenReply, Witnessed } from '../observation.ts';
import { replyOf } from './called.ts';
import { childFailure } from './ended.ts';
import type { Failure } from './ended.ts';
import type { Expected } from './expected.ts';
import type { Playing } from './playing.ts';
import type { ReferenceRun } from './run.ts';

/** A run that waits. */
interface Resting {
  readonly child: ReferenceRun;
  readonly method: string;
}

/** What came of the calls of other rules that a run has made in earlier sessions, by their keys. */
export class FormerCalls {
  /** What they were answered whose runs have succeeded. */
  readonly joined = new Map<string, SeenReply>();
  /** The runs that are suspended. */
  readonly children = new Map<string, ReferenceRun>();

  /** Those that wait, and by which method they were called. */
  readonly resting = new Map<string, Resting>();
  /** Why those did not succeed that went on by themselves before this session. */
  readonly over = new Map<string, Failure>();

  /** The run that waits, or that has called one that does. */
  restingOf(trx: string): { readonly key: string } & Resting {
    for (const [key, one] of this.resting) if (one.child.hasCalled(trx)) return { key, ...one };
    throw new Error(`no run waits for ${trx}`);
  }

  /** A run that has waited has gone on. */
  cameTo(key: string, { child, method }: Resting, expected: Expected): void {
    this.resting.delete(key);
    const { status, answer } = expected;
    if (status === 'waiting') this.resting.set(key, { child, method });
    else if (status === 'success') {
      if (answer) this.joined.set(key, replyOf(answer, child.trx, method));
    } else this.over.set(key, childFailure(expected, child.trx));
    if (status === 'suspended') this.children.set(key, child);
  }

  /** A session is over. */
  note({ stage, calls }: Playing, { subRuns, writes }: Witnessed): void {
    for (const { sub } of [...calls.values()].flat()) {
      const { run, isKept, reply } = sub ?? {};
      // One without a trx was not seen.
      if (run?.caller !== stage.trx || run.trx === '') continue;
      if (statusOf(run.expected) === 'suspended') this.children.set(run.key, run.child);
      else this.children.delete(run.key);
      if (statusOf(run.expected) === 'waiting') this.resting.set(run.key, run);
      else this.resting.delete(run.key);
      if (isKept && reply) this.joined.set(run.key, reply);
    }
    this.over.clear();
    // Of a process that has died only what is kept counts.
    for (const sub of writes ? [] : subRuns) {
      const hasSucceeded = sub?.caller === stage.trx && sub.run?.status === 'success';
      if (hasSucceeded && sub.answer) this.joined.set(sub.key, sub.answer);
    }
  }

  add({ joined, children, resting, over }: FormerCalls): void {
    for (const [key, one] of resting) this.resting.set(key, one);
    for (const [key, why] of over) this.over.set(key, why);
    for (const [key, child] of children) this.children.set(key, child);
    for (const [key, reply] of joined) this.joined.set(key, reply);
  }
}

/** Of one whose process died, as it is found. */
function statusOf({ status, keptStatus }: Expected): string | null {
  return keptStatus === undefined ? status : keptStatus;
}
