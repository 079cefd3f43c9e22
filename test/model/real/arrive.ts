import type { WaitDesk, WaitRepository } from '../../../src/engine/wait-port.ts';
import type { SeenWait, Shown } from '../observation.ts';
import type { Arrival } from '../program.ts';

/** Who does what operators do. */
export const OLGA = { id: 1, name: 'olga', ip: '' };

/** The wait that somebody completes; undefined: nobody does, and a time comes. */
export function completedWait(
  { kind, which }: Pick<Arrival, 'kind' | 'which'>,
  { waitRows }: Pick<Shown, 'waitRows'>,
): SeenWait | undefined {
  const open = waitRows.filter((one) => one.rests && one.status === 'waiting' && one.kind !== 'time');
  return kind === 'comes' ? open[which % open.length] : undefined;
}

/** Completes a wait of a run that rests; false: no wait is completed. */
export async function complete(desk: WaitDesk, arrival: Arrival, before: Pick<Shown, 'waitRows'>): Promise<boolean> {
  const wait = completedWait(arrival, before);
  if (!wait) return false;
  const { trx } = wait;
  const { approved, data } = arrival;
  const by = { username: 'olga', operator: OLGA };
  const given = { approved, comment: 'as it is' };
  if (wait.kind === 'callback') await desk.calledBack(trx, wait.key, () => Promise.resolve(data));
  else await desk.complete(trx, wait.component, given, by, () => undefined);
  return true;
}

/** What has become of the waits of a run. */
export async function seenWaits(waits: WaitRepository, trx: string, rests: boolean): Promise<SeenWait[]> {
  return (await waits.of(trx)).map(({ key, component, kind, since, until, status, completion }) => ({
    ...{ trx, rests, key, component, kind, since, until, status },
    output: completion?.output ?? null,
  }));
}
