import type { CreateTableBuilder } from 'kysely';
import type { ColumnTypes } from '../src/store/database.ts';
import type { Migration, Schema } from '../src/store/migration.ts';

/* Lengths of names, in characters; an index of InnoDB holds 3072 bytes, a character up to 4. */
const TRX = 40;
const ID = 64;
const WORD = 32;
const NAME = 512;
const COMPONENT = 255;
const TARGET = 600;

type Table = CreateTableBuilder<string, string>;

function stamped(table: Table, types: ColumnTypes): Table {
  return table
    .addColumn('operator', types.name(255), (column) => column.notNull())
    .addColumn('operator_id', types.integer, (column) => column.notNull())
    .addColumn('created_at', types.integer, (column) => column.notNull())
    .addColumn('updated_at', types.integer, (column) => column.notNull());
}

async function single({ db, table }: Schema): Promise<void> {
  await table('revision', (it, types) =>
    it
      .addColumn('id', types.integer, (column) => column.primaryKey())
      .addColumn('value', types.integer, (column) => column.notNull()),
  );
  const row = await db.selectFrom('revision').select('id').executeTakeFirst();
  if (!row) await db.insertInto('revision').values({ id: 1, value: 1 }).execute();
  await table('data_key', (it, types) =>
    it
      .addColumn('name', types.name(WORD), (column) => column.primaryKey())
      .addColumn('wrapped', types.blob, (column) => column.notNull()),
  );
}

async function versions({ table, index }: Schema): Promise<void> {
  await table('version', (it, types) =>
    stamped(
      it
        .addColumn('id', types.id)
        .addColumn('kind', types.name(WORD), (column) => column.notNull())
        .addColumn('name', types.name(NAME), (column) => column.notNull())
        .addColumn('method', types.name(WORD), (column) => column.notNull())
        .addColumn('language', types.name(WORD), (column) => column.notNull())
        .addColumn('version', types.name(TRX), (column) => column.notNull())
        .addColumn('description', types.text, (column) => column.notNull())
        .addColumn('active', types.integer),
      types,
    ),
  );
  await table('version_content', (it, types) =>
    it
      .addColumn('version_id', types.integer, (column) => column.primaryKey())
      .addColumn('content', types.text, (column) => column.notNull())
      .addForeignKeyConstraint('version_content_of', ['version_id'], 'version', ['id']),
  );
  await index('version_version', 'version', ['version'], { unique: true });
  await index('version_active', 'version', ['kind', 'name', 'method', 'active'], { unique: true });
  await index('version_by_time', 'version', ['kind', 'created_at']);
  // All that pages are filtered by: names are counted and sorted in the index.
  await index('version_by_name', 'version', ['kind', 'name', 'created_at', 'method', 'active', 'operator_id']);
  await index('version_by_method', 'version', ['kind', 'method', 'created_at']);
  await index('version_by_status', 'version', ['kind', 'active', 'created_at']);
  await index('version_by_operator', 'version', ['kind', 'operator_id', 'created_at']);
}

async function secrets({ table, index }: Schema): Promise<void> {
  await table('secret', (it, types) =>
    stamped(
      it
        .addColumn('id', types.id)
        .addColumn('name', types.name(255), (column) => column.notNull())
        .addColumn('description', types.text, (column) => column.notNull())
        .addColumn('length', types.integer, (column) => column.notNull())
        .addColumn('sha256_prefix', types.name(WORD), (column) => column.notNull())
        .addColumn('wrapped_key', types.blob, (column) => column.notNull())
        .addColumn('content', types.blob, (column) => column.notNull()),
      types,
    ),
  );
  await index('secret_name', 'secret', ['name'], { unique: true });
}

async function runs({ table, index }: Schema): Promise<void> {
  await table('run', (it, types) =>
    it
      .addColumn('id', types.id)
      .addColumn('trx', types.name(TRX), (column) => column.notNull())
      .addColumn('log_id', types.name(ID), (column) => column.notNull())
      .addColumn('method', types.name(WORD), (column) => column.notNull())
      .addColumn('path', types.text, (column) => column.notNull())
      .addColumn('version', types.name(TRX), (column) => column.notNull())
      .addColumn('status', types.name(WORD), (column) => column.notNull())
      .addColumn('cause', types.name(ID))
      .addColumn('step', types.integer, (column) => column.notNull())
      .addColumn('cur_step', types.integer, (column) => column.notNull())
      .addColumn('err_code', types.text)
      .addColumn('err_msg', types.text)
      .addColumn('err_component', types.text)
      .addColumn('recover_count', types.integer, (column) => column.notNull())
      .addColumn('epoch', types.integer, (column) => column.notNull())
      .addColumn('owner', types.name(255))
      .addColumn('lease_until', types.integer)
      .addColumn('recover_at', types.integer)
      .addColumn('change_id', types.name(ID), (column) => column.notNull())
      .addColumn('created_at', types.integer, (column) => column.notNull())
      .addColumn('updated_at', types.integer, (column) => column.notNull())
      .addColumn('owed_at', types.integer)
      .addColumn('owed_log', types.blob)
      .addColumn('state', types.blob, (column) => column.notNull()),
  );
  await index('run_by_owed', 'run', ['owed_at']);
  await index('run_trx', 'run', ['trx'], { unique: true });
  await index('run_by_status', 'run', ['status', 'created_at']);
  await index('run_by_owner', 'run', ['owner']);
  await index('run_by_lease', 'run', ['lease_until']);
  await index('run_by_recover', 'run', ['recover_at']);
  await index('run_by_log_id', 'run', ['log_id']);
}

async function runLogs({ table, index }: Schema): Promise<void> {
  await table('run_log', (it, types) =>
    it
      .addColumn('id', types.id)
      .addColumn('trx', types.name(TRX), (column) => column.notNull())
      .addColumn('log_id', types.name(ID), (column) => column.notNull())
      .addColumn('method', types.name(WORD), (column) => column.notNull())
      .addColumn('path', types.name(NAME), (column) => column.notNull())
      .addColumn('version', types.name(TRX), (column) => column.notNull())
      .addColumn('status', types.name(WORD), (column) => column.notNull())
      .addColumn('err_code', types.name(ID))
      .addColumn('start_at', types.integer, (column) => column.notNull())
      .addColumn('end_at', types.integer, (column) => column.notNull())
      .addColumn('run_time', types.integer)
      .addColumn('hour', types.integer, (column) => column.notNull())
      .addColumn('varied_path', types.name(NAME))
      .addColumn('resp_bucket', types.integer)
      .addColumn('head', types.text, (column) => column.notNull()),
  );
  await table('run_log_document', (it, types) =>
    it
      .addColumn('trx', types.name(TRX), (column) => column.primaryKey())
      .addColumn('document', types.text, (column) => column.notNull()),
  );
  await index('run_log_trx', 'run_log', ['trx'], { unique: true });
  await index('run_log_by_time', 'run_log', ['start_at']);
  // What pages are filtered by stands in the index: of a million logs not one is looked at that is not shown.
  await index('run_log_by_path', 'run_log', ['path', 'start_at', 'run_time', 'status', 'method', 'err_code']);
  await index('run_log_by_method', 'run_log', ['method', 'start_at']);
  await index('run_log_by_status', 'run_log', ['status', 'start_at', 'run_time', 'method', 'err_code']);
  await index('run_log_by_version', 'run_log', ['version', 'start_at', 'run_time', 'status', 'method', 'err_code']);
  await index('run_log_by_error', 'run_log', ['err_code', 'start_at', 'run_time', 'status', 'method']);
  await index('run_log_by_log_id', 'run_log', ['log_id']);
  await index('run_log_by_run_time', 'run_log', ['run_time', 'start_at', 'status', 'method', 'err_code']);
  await index('run_log_by_varied_path', 'run_log', ['varied_path']);
}

async function runCounts({ keyedTable, table }: Schema): Promise<void> {
  await keyedTable('run_log_timing', ['trx', 'place'], (it, types) =>
    it
      .addColumn('trx', types.name(TRX), (column) => column.notNull())
      .addColumn('place', types.integer, (column) => column.notNull())
      .addColumn('layer', types.integer, (column) => column.notNull())
      .addColumn('component', types.name(COMPONENT), (column) => column.notNull())
      .addColumn('bucket', types.integer, (column) => column.notNull()),
  );
  await table('run_rule', (it, types) =>
    it
      .addColumn('version', types.name(TRX), (column) => column.primaryKey())
      .addColumn('name', types.name(NAME), (column) => column.notNull())
      .addColumn('method', types.name(WORD), (column) => column.notNull()),
  );
  await keyedTable('run_tally', ['hour', 'version', 'method', 'path', 'status', 'err_code'], (it, types) =>
    it
      .addColumn('hour', types.integer, (column) => column.notNull())
      .addColumn('version', types.name(TRX), (column) => column.notNull())
      .addColumn('method', types.name(WORD), (column) => column.notNull())
      .addColumn('path', types.name(NAME), (column) => column.notNull())
      .addColumn('status', types.name(WORD), (column) => column.notNull())
      .addColumn('err_code', types.name(ID), (column) => column.notNull())
      .addColumn('runs', types.integer, (column) => column.notNull()),
  );
  await keyedTable('run_histogram', ['hour', 'version', 'layer', 'component', 'bucket'], (it, types) =>
    it
      .addColumn('hour', types.integer, (column) => column.notNull())
      .addColumn('version', types.name(TRX), (column) => column.notNull())
      .addColumn('layer', types.integer, (column) => column.notNull())
      .addColumn('component', types.name(COMPONENT), (column) => column.notNull())
      .addColumn('bucket', types.integer, (column) => column.notNull())
      .addColumn('runs', types.integer, (column) => column.notNull()),
  );
}

async function identities({ table, index }: Schema): Promise<void> {
  await table('user', (it, types) =>
    it
      .addColumn('id', types.id)
      .addColumn('username', types.name(255), (column) => column.notNull())
      .addColumn('role', types.name(WORD), (column) => column.notNull())
      .addColumn('disabled', types.integer, (column) => column.notNull())
      .addColumn('password_hash', types.text, (column) => column.notNull())
      .addColumn('created_at', types.integer, (column) => column.notNull())
      .addColumn('updated_at', types.integer, (column) => column.notNull()),
  );
  await index('user_username', 'user', ['username'], { unique: true });
  await table('token', (it, types) =>
    it
      .addColumn('id', types.id)
      .addColumn('kind', types.name(WORD), (column) => column.notNull())
      .addColumn('user_id', types.integer, (column) => column.notNull())
      .addColumn('name', types.name(255), (column) => column.notNull())
      .addColumn('role', types.name(WORD), (column) => column.notNull())
      .addColumn('hash', types.name(ID), (column) => column.notNull())
      .addColumn('expires_at', types.integer)
      .addColumn('created_at', types.integer, (column) => column.notNull())
      .addColumn('last_used_at', types.integer),
  );
  await index('token_hash', 'token', ['hash'], { unique: true });
  await index('token_by_user', 'token', ['user_id', 'kind']);
  await table('attempt', (it, types) =>
    it
      .addColumn('name', types.name(NAME), (column) => column.primaryKey())
      .addColumn('failures', types.integer, (column) => column.notNull())
      .addColumn('blocked_until', types.integer, (column) => column.notNull())
      .addColumn('updated_at', types.integer, (column) => column.notNull()),
  );
}

async function idempotency({ table, index }: Schema): Promise<void> {
  await table('idempotency', (it, types) =>
    it
      .addColumn('key_hash', types.name(ID), (column) => column.primaryKey())
      .addColumn('payload_hash', types.name(255), (column) => column.notNull())
      .addColumn('trx', types.name(TRX), (column) => column.notNull())
      .addColumn('answer', types.text)
      .addColumn('lease_until', types.integer, (column) => column.notNull())
      .addColumn('expires_at', types.integer, (column) => column.notNull()),
  );
  await index('idempotency_by_trx', 'idempotency', ['trx']);
  await index('idempotency_by_expiry', 'idempotency', ['expires_at']);
}

async function audit({ table, index }: Schema): Promise<void> {
  await table('audit', (it, types) =>
    it
      .addColumn('seq', types.integer, (column) => column.primaryKey())
      .addColumn('at', types.integer, (column) => column.notNull())
      .addColumn('operator', types.name(255), (column) => column.notNull())
      .addColumn('operator_id', types.integer, (column) => column.notNull())
      .addColumn('ip', types.name(ID), (column) => column.notNull())
      .addColumn('action', types.name(ID), (column) => column.notNull())
      .addColumn('target', types.name(TARGET), (column) => column.notNull())
      .addColumn('before_json', types.text, (column) => column.notNull())
      .addColumn('after_json', types.text, (column) => column.notNull())
      .addColumn('prev', types.name(ID), (column) => column.notNull())
      .addColumn('mac', types.name(ID), (column) => column.notNull()),
  );
  await index('audit_by_time', 'audit', ['at']);
  await index('audit_by_action', 'audit', ['action', 'seq']);
  await index('audit_by_target', 'audit', ['target', 'seq']);
  await index('audit_by_operator', 'audit', ['operator_id', 'seq']);
  await table('audit_head', (it, types) =>
    it
      .addColumn('id', types.integer, (column) => column.primaryKey())
      .addColumn('seq', types.integer, (column) => column.notNull())
      .addColumn('mac', types.name(ID), (column) => column.notNull())
      .addColumn('seal', types.name(ID), (column) => column.notNull()),
  );
}

/** All tables of the first version. */
export const first: Migration = {
  name: '0001-first',
  async up(schema) {
    await single(schema);
    await versions(schema);
    await secrets(schema);
    await runs(schema);
    await runLogs(schema);
    await runCounts(schema);
    await identities(schema);
    await idempotency(schema);
    await audit(schema);
  },
};
