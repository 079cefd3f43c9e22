import type { DataOf } from '../../api/api-types.ts';
import type { RunStatus } from '../../parts/status-badge.tsx';
import type { LiveRun } from '../runs/live-runs.ts';
import type { LoggedRequest, RunLog } from './run-log.ts';

export type KeptRun = DataOf<'get', '/suspend'>;

/** What the gateway knows of a run; nothing: `{}`. */
export interface RunFacts {
  /** With `record`, once it has ended or is suspended. */
  readonly log?: RunLog;
  /** With `suspend`, once it was suspended; with `durable` from the start. */
  readonly kept?: KeptRun;
  /** While it is under way. */
  readonly live?: LiveRun;
}

/** The facts of a run that is known. */
export interface RunHead {
  readonly trx: string;
  readonly logId: string;
  readonly method: string;
  readonly path: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  readonly runTimeMs: number | undefined;
  readonly httpStatus: number | undefined;
  /** What its rule, or who began it, notes of it. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The run that called it. */
  readonly parent: RunLog['parent'];
}

/** What is asked first: the process that runs it, then the kept run, then the log, which may be behind. */
export function statusOf({ live, kept, log }: RunFacts): RunStatus | undefined {
  return live?.status ?? kept?.status ?? log?.status;
}

/** Whether it goes on by itself. */
export function isUnderWay(status: RunStatus): boolean {
  return status === 'running' || status === 'recovering' || status === 'compensating';
}

/** Whether no process has it, and it goes on later. */
export function isAtRest(status: RunStatus): boolean {
  return status === 'suspended' || status === 'waiting' || status === 'paused';
}

/** The head of a run; undefined where nothing is known of it. */
export function headOf(facts: RunFacts): RunHead | undefined {
  const { log, kept, live } = facts;
  const known = log ?? kept ?? live;
  const status = statusOf(facts);
  if (known === undefined || status === undefined) return undefined;
  const { trx, log_id: logId, method, path, version } = known;
  const isEnded = !isUnderWay(status) && status !== 'waiting' && status !== 'paused';
  return {
    ...{ trx, logId, method, path, version, status },
    startedAt: log?.start_datetime ?? live?.created_at ?? kept?.created_at ?? '',
    endedAt: isEnded ? (log?.end_datetime ?? undefined) : undefined,
    runTimeMs: isEnded ? (log?.run_time ?? undefined) : undefined,
    httpStatus: log?.http_status ?? log?.response?.status,
    metadata: known.metadata ?? {},
    parent: log?.parent,
  };
}

/** The request as it was taken; a kept run has it in its context. */
export function requestOf({ log, kept }: RunFacts): LoggedRequest | undefined {
  const request = log?.request ?? (kept?.data as { request?: LoggedRequest } | null | undefined)?.request;
  return typeof request?.path === 'string' && typeof request.method === 'string' ? request : undefined;
}
