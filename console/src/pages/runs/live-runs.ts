import type { DataOf } from '../../api/api-types.ts';
import { get } from '../../api/client.ts';

/** A run that is under way. */
export type LiveRun = DataOf<'get', '/run/page'>['list'][number];

const MOST = 500;

/** The runs that are under way, newest first. */
export async function liveRuns(signal: AbortSignal): Promise<readonly LiveRun[]> {
  const { list } = await get('/run/page', { count: MOST }, signal);
  return list;
}
