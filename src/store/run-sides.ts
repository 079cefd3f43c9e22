import { sql } from 'kysely';
import type { CompiledQuery, RawBuilder } from 'kysely';
import type { KeptRunPatch, NewKeptRun, RunStatus, SideWrites } from '../engine/port.ts';
import { lookStatements, wakeStatements } from './child-runs.ts';
import type { Database } from './database.ts';
import { keepAnswer } from './kept-answers.ts';
import type { Pieced } from './pieces.ts';
import { changeEntry, insertEntry } from './queue-entries.ts';
import { noteClient } from './run-clients.ts';
import { noteMetadata } from './run-metadata.ts';
import type { RunColumns } from './run-statements.ts';
import type { RunStates } from './run-state.ts';
import { passWaits } from './wait-store.ts';

/** What is written with a change of a run's row. */
export type Kept = Pieced<RunColumns>;

type Sides = SideWrites & Pick<NewKeptRun, 'clientId' | 'metadata' | 'newEntry'>;

/** Nothing is written beside it. */
export const NOTHING: Kept = { columns: {}, before: [], after: [] };

/** Of a run that comes to rest: who was called back while it was under way is due at once. */
export function restColumns(now: RawBuilder<number>, to: RunStatus, { recoverAt = null }: KeptRunPatch): RunColumns {
  if (to === 'paused') return { pausing: null };
  if (to !== 'waiting') return {};
  // MySQL sets one after the other.
  return { recover_at: sql`case when called = 1 then ${now} else ${recoverAt} end`, called: null };
}

/** What is written beside a run's row, where that was changed by `changeId`. */
export function sidesOfChange(
  db: Database,
  trx: string,
  changeId: string,
  { endsWaits = false, entry }: SideWrites,
): CompiledQuery[] {
  const waits = endsWaits ? [passWaits(db, trx, changeId)] : [];
  return entry ? [...waits, changeEntry(db, trx, changeId, entry)] : waits;
}

/** Makes columns of what is written with changes of rows. */
export class RunSides {
  readonly #db: Database;
  readonly #states: RunStates;

  constructor(db: Database, states: RunStates) {
    this.#db = db;
    this.#states = states;
  }

  /**
   * The state, the answer and the log of a change as columns, with the pieces that stand apart from the row; later where
   * one of them is large, or there is an answer or a log.
   */
  of(trx: string, text: string | undefined, sides: Sides): Kept | Promise<Kept> {
    const state = text === undefined ? NOTHING : this.#states.encrypt(trx, text);
    const { answer, answerIfPending, log, wakes, looksAtCalled, clientId, metadata, newEntry } = sides;
    const isAlone = answer === undefined && answerIfPending === undefined && log === undefined;
    const isNew = clientId !== undefined || metadata !== undefined || newEntry !== undefined;
    return isAlone && !wakes && !looksAtCalled && !isNew ? state : this.#with(trx, state, sides);
  }

  async #with(
    trx: string,
    encrypting: Kept | Promise<Kept>,
    { answer, answerIfPending, log, wakes, looksAtCalled, clientId, metadata, newEntry }: Sides,
  ): Promise<Kept> {
    const state = await encrypting;
    const given = answer ?? answerIfPending;
    const only = answer === undefined ? 'first' : undefined;
    const answered = given === undefined ? undefined : await keepAnswer(this.#db, trx, given, only);
    const outbox = log !== undefined && {
      owed_at: this.#db.can.now,
      owed_log: log === 'in state' ? null : await this.#states.encryptLog(trx, log),
    };
    const woken = wakes ? wakeStatements(this.#db, trx, wakes) : [];
    const client = clientId === undefined ? [] : [noteClient(this.#db, trx, clientId)];
    const noted = metadata && noteMetadata(this.#db, [{ trx, metadata }]);
    const entry = newEntry ? [insertEntry(this.#db, trx, newEntry)] : [];
    const look = looksAtCalled && lookStatements(this.#db, trx);
    return {
      columns: { ...state.columns, ...answered?.columns, ...outbox },
      before: [...(look ? look.before : []), ...state.before, ...(answered?.before ?? [])],
      after: [
        ...state.after,
        ...(answered?.after ?? []),
        ...woken,
        ...client,
        ...(noted ? [noted] : []),
        ...entry,
        ...(look ? look.after : []),
      ],
    };
  }
}
