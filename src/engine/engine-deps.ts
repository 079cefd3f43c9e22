import type { Json } from '../json.ts';
import type { CompiledRule, RuleDocument } from '../rule/compiled.ts';
import type { ChildRuns } from './child-runs.ts';
import type { Mocks } from './engine.ts';
import type { FollowedStore } from './event-port.ts';
import type { AuditLine, Executors, RunRepository, RunEnvironment } from './port.ts';
import type { QueueRepository, Worker } from './queue-port.ts';
import type { RunDeps } from './run-deps.ts';

/** What the engine needs of the app. */
export interface EngineDeps extends Omit<RunDeps, 'mock' | 'callers'> {
  readonly repository: RunRepository;
  readonly queues: QueueRepository;
  /** Counts attempts of queued runs; missing: nobody does. */
  readonly attempts?: { began(queue: string, waitedMs: number): void; expired(queue: string): void };
  /** This process, as who works on queues. */
  readonly self: Pick<Worker, 'id' | 'host' | 'pid' | 'version'>;
  readonly children: ChildRuns;
  readonly environment: () => RunEnvironment;
  /** `redact` of a value that is large, in slices. */
  readonly redactLarge: (value: Json) => Promise<Json>;
  /** Compiles a kept rule; expected to remember. @throws StepgateError 000400 with `errors`. */
  readonly compile: (document: RuleDocument, version: string) => CompiledRule;
  /** A saved version of a rule: the active one, or the one that is named, whatever rule it is of; undefined: none. */
  readonly findRule: (
    rule: Pick<RuleDocument, 'name' | 'method'>,
    version: string,
  ) => Promise<{ readonly document: RuleDocument; readonly version: string } | undefined>;
  /** Whether the database is known to be away: runs that need it are refused at once. */
  readonly databaseAway: () => boolean;
  /** Whether there is a log of a run that is not kept. */
  readonly hasLog: (trx: string) => Promise<boolean>;
  /** What is kept of runs for who follows them; undefined: nobody does. */
  readonly followed?: FollowedStore;
  /** Executors of which no call leaves. */
  readonly mockedExecutors: (mocks: Mocks) => Executors;
  /** Writes an entry of the audit log about a run that has no row. */
  readonly audit: (line: AuditLine) => Promise<void>;
  /** How long a lease lasts, in milliseconds: the store's setting. */
  readonly leaseMs: number;
  /** Writes a line of the log about a kept run. */
  readonly note: (level: 'info' | 'warn', fields: Readonly<Record<string, unknown>>, message: string) => void;
  /** Reports a failure in the background, which no caller sees. */
  readonly onError: (error: unknown, what: string) => void;
}
