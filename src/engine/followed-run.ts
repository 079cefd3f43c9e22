import type { RunProgress } from './followed-event.ts';
import type { KeptRunHead } from './port.ts';
import type { Entry } from './queue-port.ts';
import { isEnded } from './run-status.ts';

/** What who follows a kept run is told of it. @param entry its place in a queue, if it is of one. */
export function followedRun<P extends RunProgress | null>(row: KeptRunHead, progress: P, entry: Entry | undefined) {
  const { trx, status, errCode, errMsg, errComponent } = row;
  const error = errCode === null ? null : { code: errCode, msg: errMsg, component: errComponent };
  const { queue = null, attempt = 1, startedAt = row.createdAt } = entry ?? {};
  return {
    ...{ trx, status, queue, attempt, progress },
    ...{ created_at: iso(row.createdAt), started_at: startedAt === null ? null : iso(startedAt) },
    ...{ ended_at: isEnded(status) ? iso(row.updatedAt) : null, error },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
