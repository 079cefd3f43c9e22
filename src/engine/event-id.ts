import type { EventPlace } from './followed-event.ts';
import { runStatuses } from './run-status.ts';
import type { RunStatus } from './run-status.ts';

/** What a client that follows a run has been told: up to which event, and the run's status. */
export interface EventCursor extends EventPlace {
  readonly status: RunStatus;
  /** It has been told the end. */
  readonly isOver: boolean;
}

const TAIL = 8;

/**
 * The id of an event: all that is needed to go on behind it, in whichever process. It begins with the end of the trx, so
 * that those of another run are unknown.
 */
export function eventId(trx: string, { epoch, seq, status, isOver }: EventCursor): string {
  return `${trx.slice(-TAIL)}.${epoch}.${seq}.${status}${isOver ? '.end' : ''}`;
}

/** Undefined: it is no id of an event of this run. */
export function readEventId(trx: string, id: string): EventCursor | undefined {
  const [, tail, epoch, seq, name, end] = /^(\w{8})\.(\d{1,9})\.(\d{1,9})\.([a-z]+)(\.end)?$/.exec(id) ?? [];
  const status = runStatuses.find((one) => one === name);
  if (tail !== trx.slice(-TAIL) || status === undefined) return undefined;
  return { epoch: Number(epoch), seq: Number(seq), status, isOver: end !== undefined };
}
