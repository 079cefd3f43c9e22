import { sql } from 'kysely';
import type { Migration, Schema } from '../src/store/migration.ts';

async function columns({ column, index, dropIndex }: Schema): Promise<void> {
  await column('run', 'key_hash', (types) => types.name(64));
  await column('run', 'payload_hash', (types) => types.name(255));
  await column('run', 'key_expires_at', (types) => types.integer);
  await column('run', 'answer', (types) => types.text);
  await column('run', 'answer_pieces', (types) => types.name(40));
  await index('run_by_key', 'run', ['key_hash'], { unique: true });
  await index('run_by_key_expiry', 'run', ['key_expires_at']);
  // Rows that hold a key are leased too, and are many: a search for crashed runs passes them by.
  await dropIndex('run_by_lease', 'run');
  await index('run_by_lease', 'run', ['status', 'lease_until']);
  // Rows are not searched by their owner only.
  await dropIndex('run_by_owner', 'run');
}

/** Entries of kept runs become columns of these, others rows that hold a key only. Those that are over go as others do. */
async function entries({ db, dropTable }: Schema): Promise<void> {
  const tables = await db.introspection.getTables();
  if (!tables.some(({ name }) => name === 'idempotency')) return;
  const of = (column: string) => sql`(select ${sql.ref(column)} from idempotency where idempotency.trx = run.trx)`;
  await sql`
    update run set key_hash = ${of('key_hash')}, payload_hash = ${of('payload_hash')},
      key_expires_at = ${of('expires_at')}, answer = ${of('answer')}, answer_pieces = ${of('answer_pieces')}
    where trx in (select trx from idempotency)`.execute(db);
  await sql`
    insert into run (trx, log_id, method, path, path_cut, version, status, step, cur_step, recover_count, epoch,
      lease_until, change_id, created_at, updated_at, state,
      key_hash, payload_hash, key_expires_at, answer, answer_pieces)
    select trx, '', '', '', '', '', 'key-only', 0, 0, 0, 0, lease_until, '', lease_until, lease_until, x'',
      key_hash, payload_hash, expires_at, answer, answer_pieces
    from idempotency where trx not in (select trx from run)`.execute(db);
  const large = await sql<{ trx: string; key_hash: string }>`
    select trx, key_hash from idempotency where answer_pieces is not null`.execute(db);
  for (const { trx, key_hash } of large.rows)
    await sql`update piece set owner = ${`answer:${trx}`} where owner = ${key_hash}`.execute(db);
  await dropTable('idempotency');
}

/** An `Idempotency-Key` and its answer are columns of its run's row. */
export const keys: Migration = {
  name: '0007-keys',
  async up(schema) {
    await columns(schema);
    await entries(schema);
  },
};
