import { unavailable } from '../unavailable.ts';
import type { REFUSALS } from '../unavailable.ts';

/** Server errors after which the same call may work later, although the connection may still stand. */
const AWAY = new Set([
  1040, // ER_CON_COUNT_ERROR: too many connections
  1044, // ER_DBACCESS_DENIED_ERROR
  1045, // ER_ACCESS_DENIED_ERROR
  1049, // ER_BAD_DB_ERROR
  1053, // ER_SERVER_SHUTDOWN
  1184, // ER_NEW_ABORTING_CONNECTION
  1203, // ER_TOO_MANY_USER_CONNECTIONS
  1205, // ER_LOCK_WAIT_TIMEOUT
  1317, // ER_QUERY_INTERRUPTED
  1927, // ER_CONNECTION_KILLED (MariaDB)
  3024, // ER_QUERY_TIMEOUT
  4031, // ER_CLIENT_INTERACTION_TIMEOUT
]);

/** Server errors that say that it takes no writes. */
const REFUSED: Readonly<Partial<Record<number, keyof typeof REFUSALS>>> = {
  1021: 'full', // ER_DISK_FULL
  1114: 'full', // ER_RECORD_FILE_FULL
  1290: 'readOnly', // ER_OPTION_PREVENTS_STATEMENT: after a failover
  1792: 'readOnly', // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
  1836: 'readOnly', // ER_READ_ONLY_MODE
};

/** ENOSPC, which storage engines report within an error of theirs: `Got error 28 "No space left on device" from …`. */
const NO_SPACE = /\b(?:error|errcode:) 28\b/i;

const ER_LOCK_DEADLOCK = 1213;

interface MysqlError extends Error {
  readonly errno?: number;
  readonly fatal?: boolean;
  readonly code?: string;
  readonly sqlState?: string;
}

/** Whether the connection can be used again after this error. */
export function connectionIsLost(thrown: unknown): boolean {
  const error = thrown as MysqlError;
  // Errors that the server reported have an SQL state; all others are of the connection.
  return error.fatal === true || error.sqlState === undefined;
}

/** The database undid the transaction to break a deadlock: it may simply be run again. */
export function isDeadlock(thrown: unknown): boolean {
  return (thrown as MysqlError).errno === ER_LOCK_DEADLOCK;
}

/** An error of mysql2 as the store gives it on: 000503 when the server cannot be reached or cannot serve just now. */
export function mysqlError(thrown: unknown): Error {
  const error = thrown as MysqlError;
  if (connectionIsLost(error)) return unavailable(error);
  const { errno = 0 } = error;
  const refusal = NO_SPACE.test(error.message) ? 'full' : REFUSED[errno];
  if (refusal !== undefined) return unavailable(error, refusal);
  return AWAY.has(errno) ? unavailable(error) : error;
}
