import { ApiError } from '../../../api/api-error.ts';

/** Who has changed a run meanwhile. */
export interface Conflict {
  /** What the run is now. */
  readonly revision: number;
  readonly status: string;
  /** Null: the gateway itself. */
  readonly operator: string | null;
  /** As the audit log names it: `suspend.edit`. */
  readonly action: string | null;
  /** ISO 8601 */
  readonly at: string;
}

/** What a refusal says of somebody else's change; undefined: it is about something else. */
export function conflictOf(error: unknown): Conflict | undefined {
  if (!(error instanceof ApiError) || error.code !== '000409') return undefined;
  const detail = error.errors.find(({ path }) => path === 'request.body.revision');
  if (detail?.revision === undefined || detail.at === undefined) return undefined;
  const { revision, status = 'suspended', operator = null, action = null, at } = detail;
  return { revision, status, operator, action, at };
}
