import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { decrypt, encrypt } from './encryption.ts';
import { sha256 } from './sha256.ts';
import type { WriteQueue } from './write-queue.ts';

const LIVES_MS = 30_000;

/** What stands in for a token where none can be sent: good once, in any process, for 30 s. */
export interface LiveTickets {
  give(token: string): Promise<{ readonly ticket: string; readonly expiresAt: number }>;
  /** The token that it stands for; undefined: it is none, or is over. */
  take(ticket: string): Promise<string | undefined>;
}

/** Tickets are stored as hashes, and the tokens encrypted under a key that only who has the ticket can make. */
export function createLiveTickets(db: Database, queue: WriteQueue): LiveTickets {
  const keyOf = (ticket: string) => createSecretKey(createHash('sha256').update(`token of ${ticket}`).digest());
  return {
    async give(token) {
      const ticket = randomBytes(32).toString('base64url');
      const hash = sha256(ticket);
      const row = {
        hash,
        token: encrypt(keyOf(ticket), hash, token),
        expires_at: sql<number>`${db.can.now} + ${LIVES_MS}`,
      };
      const over = db.read.deleteFrom('live_ticket').where('expires_at', '<', db.can.now).compile();
      const [insert, read] = [
        db.read.insertInto('live_ticket').values(row).compile(),
        db.read.selectFrom('live_ticket').select('expires_at').where('hash', '=', hash).compile(),
      ];
      const expiresAt = await queue.write({
        statements: [over, insert, read],
        result: ([, , found]) => (found?.rows[0] as { expires_at: number } | undefined)?.expires_at ?? 0,
      });
      return { ticket, expiresAt };
    },
    async take(ticket) {
      const hash = sha256(ticket);
      const one = db.read.selectFrom('live_ticket').select('token').where('hash', '=', hash);
      const token = await queue.write({
        statements: [
          one.where('expires_at', '>=', db.can.now).compile(),
          db.read.deleteFrom('live_ticket').where('hash', '=', hash).compile(),
        ],
        // Of several who take it, one takes it away.
        result: ([found, gone]) =>
          gone?.numAffectedRows === 1n ? (found?.rows[0] as { token: Uint8Array } | undefined)?.token : undefined,
      });
      return token && decrypt(keyOf(ticket), hash, token)?.toString();
    },
  };
}
