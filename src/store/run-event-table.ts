import type { Generated } from 'kysely';

/** Events of a followed run, as many as were written at once. */
export interface RunEventTable {
  id: Generated<number>;
  trx: string;
  epoch: number;
  first_seq: number;
  last_seq: number;
  /** JSON. */
  events: string;
  /** JSON, as it is after them. */
  progress: string;
}

/** What stands in for a token, once: its SHA-256, hex. */
export interface LiveTicketTable {
  hash: string;
  /** Encrypted. */
  token: Uint8Array;
  expires_at: number;
}

/** A run that is followed, and when that was last asked for. */
export interface RunFollowTable {
  trx: string;
  asked_at: number;
}
