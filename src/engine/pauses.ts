import type { StepgateError } from '../error.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { Pauses } from './pause-port.ts';
import type { AuditLine, KeptRun, Operator } from './port.ts';
import { conflict } from './refusal.ts';
import { mayBeKept } from './run-record.ts';
import type { Runner } from './runner.ts';

const PAUSED = 'only a queued or running run can be paused';
const UNKEPT = 'its rule keeps no runs, so that it cannot be paused';
const RESUMED = 'only a paused run can be resumed';

/** What runs are paused with. */
export interface PauseDeps extends Pick<EngineDeps, 'repository' | 'redact' | 'audit'> {
  /** A run of this process. */
  readonly live: (trx: string) => Runner | undefined;
  /** Why a run that has no row cannot be told anything. */
  readonly unknown: (trx: string) => Promise<StepgateError>;
  /** Takes a paused run and goes on with it; undefined: it is not paused. */
  readonly goOn: (trx: string, operator: Operator) => Promise<unknown>;
  /** Puts a paused run back into its queue; false: it is in none. */
  readonly putBack: (row: KeptRun, operator: Operator) => Promise<boolean>;
}

/** Pauses the runs of this process, and tells the others of theirs. */
export function createPauses(deps: PauseDeps): Pauses {
  const { repository, redact, live, unknown, goOn, putBack } = deps;
  const pauseQueued = ({ trx, epoch }: KeptRun, audit: AuditLine): Promise<boolean> =>
    repository.transition(trx, ['queued'], epoch, 'paused', { entry: { to: 'paused' }, audit });
  return {
    async pause(trx, given, operator) {
      const audit = { operator, action: 'run.pause', target: trx, before: null, after: { reason: redact(given) } };
      const own = live(trx);
      if (own && !own.leased) {
        if (!mayBeKept(own.rule)) throw conflict(trx, 'running', UNKEPT);
        await deps.audit(audit);
      } else if (!(await repository.pause(trx, audit))) {
        const row = await repository.get(trx);
        if (row?.status === 'queued' && (await pauseQueued(row, audit))) return 'paused';
        throw row ? conflict(trx, row.status, PAUSED) : await unknown(trx);
      }
      live(trx)?.take({ type: 'paused' });
      return (await repository.get(trx))?.status ?? 'running';
    },
    async resume(trx, operator) {
      const row = await repository.get(trx);
      if (row?.status === 'paused' && (await putBack(row, operator))) return;
      if (await goOn(trx, operator)) return;
      throw row ? conflict(trx, row.status, RESUMED) : await unknown(trx);
    },
  };
}
