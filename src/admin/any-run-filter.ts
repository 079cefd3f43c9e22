import { Type } from 'typebox';
import { isEnded, runStatuses } from '../engine/run-status.ts';
import type { RunStatus } from '../engine/run-status.ts';
import { keptFilterFields, runFilter } from './kept-run.ts';

const STATUS_LIST = `^(?:${runStatuses.join('|')})(?:,(?:${runStatuses.join('|')}))*$`;

/** Filters of runs of every status. */
export const anyRunFilterFields = {
  ...keptFilterFields,
  status: Type.Optional(
    Type.String({ pattern: STATUS_LIST, description: `one of ${runStatuses.join(', ')}, or several, with commas` }),
  ),
  client_id: Type.Optional(Type.String({ description: 'the Client-Id that they were begun with' })),
  queue: Type.Optional(Type.String({ description: 'of this queue' })),
  active: Type.Optional(Type.Boolean({ description: 'true: those that have not ended; false: those that have' })),
};

interface AnyRunFilter extends Omit<Parameters<typeof runFilter>[0], 'status'> {
  readonly status?: string;
  readonly client_id?: string;
  readonly queue?: string;
  readonly active?: boolean;
}

/** The store's filter of such fields. */
export function anyRunFilter(fields: AnyRunFilter, prefix: string) {
  const { status, client_id: clientId, queue, active, ...rest } = fields;
  const wanted = status === undefined ? runStatuses : (status.split(',') as RunStatus[]);
  const statuses = [...new Set(wanted)].filter((one) => active === undefined || isEnded(one) !== active);
  return {
    ...runFilter(rest, prefix),
    statuses,
    ...(clientId !== undefined && { clientId }),
    ...(queue !== undefined && { queue }),
  };
}
