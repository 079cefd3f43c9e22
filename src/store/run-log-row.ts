import type { RunLog } from '../engine/run-log.ts';
import { cut } from './cut.ts';
import { countsOf } from './run-counts.ts';
import { sha256 } from './sha256.ts';
import type { RunLogTable } from './schema.ts';

export type NewRunLogRow = Omit<RunLogTable, 'id'>;

/* Columns that filters compare are as long as the migration made them; the head and the document hold the whole value. */
const PATH_CHARACTERS = 512;
const WORD_CHARACTERS = 64;
/** What a page shows of a message; the document holds the whole. */
const MESSAGE_CHARACTERS = 2 ** 14;

/** What filters compare with the column of a path. */
export function pathColumn(path: string): string {
  return comparable(path, PATH_CHARACTERS);
}

/** What filters compare with the columns of the log id and the error code. */
export function wordColumn(word: string): string {
  return comparable(word, WORD_CHARACTERS);
}

/** A value that the column can hold, and a digest of one that it cannot: cut, two that differ later would be equal. */
function comparable(value: string, characters: number): string {
  if (value.length <= characters) return value;
  const digest = sha256(value);
  return cut(value, characters - digest.length) + digest;
}

const LARGE: ReadonlySet<string> = new Set<keyof RunLog>(['step_logs', 'request', 'response', 'recoveries']);

function headOf(log: RunLog): string {
  const error = log.error && { ...log.error, msg: cut(log.error.msg, MESSAGE_CHARACTERS) };
  const head = { ...log, path: cut(log.path, MESSAGE_CHARACTERS), error };
  return JSON.stringify(Object.fromEntries(Object.entries(head).filter(([name]) => !LARGE.has(name))));
}

/** The columns of a run log. */
export function toRunLogRow(log: RunLog): NewRunLogRow {
  const startAt = Date.parse(log.start_datetime);
  return {
    trx: log.trx,
    log_id: wordColumn(log.log_id),
    method: log.method,
    path: pathColumn(log.path),
    version: log.version,
    status: log.status,
    err_code: log.error && wordColumn(log.error.code),
    start_at: startAt,
    end_at: log.end_datetime === null ? startAt : Date.parse(log.end_datetime),
    run_time: log.run_time === null ? null : Math.round(log.run_time),
    head: headOf(log),
    counts: countsOf(log),
  };
}
