import type { RunLog } from '../engine/run-log.ts';
import { isEnded } from '../engine/run-status.ts';
import type { Metadata } from '../engine/port.ts';
import { stringify, stringifyLarge } from '../large/stringify.ts';
import { cut } from './cut.ts';
import { countsOf } from './run-counts.ts';
import { sha256 } from './sha256.ts';
import type { RunLogTable } from './schema.ts';

export type NewRunLogRow = Omit<RunLogTable, 'id'>;

/** A run log as it is stored: texts and columns, so that the log itself is not held until it is written. */
export interface StoredLog {
  readonly trx: string;
  readonly row: NewRunLogRow;
  /** What is noted of the run. */
  readonly metadata?: Metadata | undefined;
  /** What the head does not have, or the whole log; JSON. */
  readonly document: string;
  /** Of both, characters at least. */
  readonly chars: number;
  /** Whether it is the run's last one. */
  readonly isLast: boolean;
  /** What says which of two logs is the later one, apart from that. */
  readonly recoveries: number;
  readonly endDatetime: string;
  /** Whether it was stored with its run's row, from which it is taken away once it is written. */
  readonly isInOutbox: boolean;
}

type Rest = Pick<RunLog, 'request' | 'response' | 'step_logs' | 'recoveries'>;
type Head = Omit<RunLog, keyof Rest>;

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

/** The text of a log, made once. */
export function toStoredLog(log: RunLog, isInOutbox: boolean): StoredLog {
  const { head, rest } = parted(log);
  return toStored(log, isInOutbox, head, stringify(rest));
}

/** The same of a large one, in slices. */
export async function toStoredLarge(log: RunLog, isInOutbox: boolean): Promise<StoredLog> {
  const { head, rest } = parted(log);
  return toStored(log, isInOutbox, head, await stringifyLarge(rest));
}

function parted({ request, response, step_logs, recoveries, ...head }: RunLog): { head: Head; rest: Rest } {
  return { head, rest: { request, response, step_logs, recoveries } };
}

function toStored(log: RunLog, isInOutbox: boolean, head: Head, rest: string): StoredLog {
  const whole = JSON.stringify(head);
  const isCut = log.path.length > MESSAGE_CHARACTERS || (log.error?.msg.length ?? 0) > MESSAGE_CHARACTERS;
  return {
    trx: log.trx,
    row: toRow(log, isCut ? cutHead(head) : whole),
    ...(log.metadata && { metadata: log.metadata }),
    document: isCut ? joinedLog(whole, rest) : rest,
    chars: whole.length + rest.length,
    isLast: isEnded(log.status),
    recoveries: log.recoveries.length,
    endDatetime: log.end_datetime ?? '',
    isInOutbox,
  };
}

function cutHead(head: Head): string {
  const error = head.error && { ...head.error, msg: cut(head.error.msg, MESSAGE_CHARACTERS) };
  return JSON.stringify({ ...head, path: cut(head.path, MESSAGE_CHARACTERS), error });
}

const REST = '{"request":';

/** The JSON of a log, of its head and its document as they are stored; older documents are the whole log. */
export function joinedLog(head: string, document: string): string {
  return document.startsWith(REST) ? `${head.slice(0, -1)},${document.slice(1)}` : document;
}

function toRow(log: RunLog, head: string): NewRunLogRow {
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
    head,
    counts: countsOf(log),
  };
}
