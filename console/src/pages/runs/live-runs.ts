import type { DataOf } from '../../api/api-types.ts';
import { get } from '../../api/client.ts';

/** A run that is under way. */
export type LiveRun = DataOf<'get', '/run/page'>['list'][number];

const MOST = 500;
const UNDER_WAY = 'running,recovering,compensating';

/** The runs that are under way, newest first; `trx`: only that one. */
export async function liveRuns(signal: AbortSignal, trx?: string): Promise<readonly LiveRun[]> {
  const { list } = await get(
    '/run/page',
    { status: UNDER_WAY, count: MOST, ...(trx !== undefined && { trx }) },
    signal,
  );
  return list;
}
