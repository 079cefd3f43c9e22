import type { PendingCall } from './call.ts';
import type { SandboxScript } from './sandbox.ts';

/** What a process is for: scripts that are known to end and to rest; new ones; suspects. */
export type Role = 'working' | 'trial' | 'apart';

/** What a process tells the pool. */
export interface ProcessEvents<Process> {
  ready(process: Process): void;
  /** A call waits for something, for the first time. */
  waits(call: PendingCall): void;
  /** A call has its outcome, by itself. */
  ended(call: PendingCall): void;
  /** A call of it, not one of the trusted, has ended, and does not work on. */
  rested(script: SandboxScript): void;
  /** The isolate of an abandoned call did not answer in time. */
  stuck(process: Process, call: PendingCall): void;
  /** A call of `culprit` keeps its isolate busy, `running` or after its end; the victims wait behind it. */
  stalled(process: Process, culprit: SandboxScript, running: boolean, victims: readonly PendingCall[]): void;
  /** A call was lost with its isolate, through no fault of its own. */
  lost(call: PendingCall): void;
  /** It has ended. */
  exited(process: Process, exit: ProcessExit): void;
}

/** Why a process is killed from here. */
export type KillCause = 'memory' | 'idle' | 'other';

/** How it ended, and whom that hits. */
export interface ProcessExit {
  /** The calls it held. */
  readonly calls: readonly PendingCall[];
  /** Scripts of calls that had been given up, and had not stopped yet. */
  readonly unstopped: readonly SandboxScript[];
  /** `outside`: a signal that scripts cannot cause; `crash`: by itself; the others: killed from here. */
  readonly cause: 'outside' | 'crash' | KillCause;
  /** Why it was killed from here. */
  readonly killedFor: string | undefined;
  /** Exit code or signal. */
  readonly how: string;
  /** What it wrote there, for the log. */
  readonly stderr: string;
  readonly wasReady: boolean;
}
