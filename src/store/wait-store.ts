import { randomUUID } from 'node:crypto';
import type { CompiledQuery, Selectable } from 'kysely';
import { sql } from 'kysely';
import type { AuditLine } from '../engine/port.ts';
import type { Completion, NewWait, Wait, WaitRole, WaitStatus } from '../engine/wait-port.ts';
import type { WaitFilter, WaitHead, WaitStore } from './kept-waits.ts';
import { parseAnyJson } from '../large/parse-large.ts';
import { stringify } from '../large/stringify.ts';
import { writeAudited } from './audited-write.ts';
import type { RunWriters } from './audited-write.ts';
import type { Database } from './database.ts';
import { decrypt, encrypt } from './encryption.ts';
import type { Keyring } from './keyring.ts';
import { isPacked, packText, standsApart, unpackText } from './pack.ts';
import { readPage } from './page.ts';
import type { Page, PagePosition } from './result-page.ts';
import { readBy } from './read-by.ts';
import { withMetadata } from './run-metadata.ts';
import { isOfChange } from './run-change.ts';
import { wordColumn } from './run-log-row.ts';
import type { WaitTable } from './schema.ts';
import { sha256 } from './sha256.ts';
import { sideFilter } from './side-filter.ts';
import type { GroupedWrite } from './write-queue.ts';

type WaitRow = Selectable<WaitTable>;

/** Of a run that has ended: nobody is waited for any more. `changeId` is that of its end. */
export function passWaits({ read }: Database, trx: string, changeId: string): CompiledQuery {
  const left = read.updateTable('wait').set({ status: 'passed' }).where('trx', '=', trx);
  return left
    .where('status', '=', 'waiting')
    .where((of) => of.exists(isOfChange(read, trx, changeId)))
    .compile();
}

/** Waits are rows beside those of their runs; what completed one is encrypted, as the states of runs are. */
export function createWaitStore(db: Database, writers: RunWriters, keyring: Keyring): WaitStore {
  return new DatabaseWaitStore(db, writers, keyring);
}

class DatabaseWaitStore implements WaitStore {
  readonly #db: Database;
  readonly #writers: RunWriters;
  readonly #keyring: Keyring;

  constructor(db: Database, writers: RunWriters, keyring: Keyring) {
    this.#db = db;
    this.#writers = writers;
    this.#keyring = keyring;
  }

  async of(trx: string): Promise<readonly Wait[]> {
    const rows = await this.#db.read.selectFrom('wait').selectAll().where('trx', '=', trx).orderBy('id').execute();
    return Promise.all(rows.map((row) => this.#opened(row)));
  }

  async get(trx: string, key: string): Promise<Wait | undefined> {
    const found = this.#db.read.selectFrom('wait').selectAll().where('trx', '=', trx);
    const row = await found.where('key_hash', '=', sha256(key)).executeTakeFirst();
    return row && this.#opened(row);
  }

  async open(wait: NewWait): Promise<Wait> {
    const { columns, at } = rowOf(wait);
    const insert = this.#insert(columns, 'waiting');
    const anew = this.#at(at, ['passed']).set({ ...columns, status: 'waiting', completion: null, completed_by: null });
    // One that was called back before it was reached stays as it is, but for when that was.
    const reached = this.#at(at, ['done', 'rejected'])
      .where('since', 'is', null)
      .set({ since: columns.since, until_at: columns.until_at });
    const found = this.#db.read.selectFrom('wait').selectAll().where('trx', '=', at.trx);
    const row = await this.#writers.queue.write({
      statements: [insert, anew.compile(), reached.compile(), found.where('key_hash', '=', at.key_hash).compile()],
      result: (results) => results.at(-1)?.rows[0] as WaitRow,
    });
    return this.#opened(row);
  }

  async pass(trx: string, key: string): Promise<boolean> {
    const at = { trx, key_hash: sha256(key) };
    const change_id = randomUUID();
    return this.#writers.queue.write(
      this.#change(at, change_id, [this.#at(at, ['waiting']).set({ status: 'passed', change_id }).compile()], 0),
    );
  }

  async complete(wait: NewWait, completion: Completion, audit?: AuditLine): Promise<boolean> {
    const { columns, at } = rowOf(wait);
    const change_id = randomUUID();
    const encrypted = await this.#encrypt(at, completion);
    const completed = this.#at(at, ['waiting']).set({
      ...{ status: completion.status, completed_by: completion.by, completion: encrypted, change_id },
    });
    const isWaiting = sql`status = 'waiting'`;
    const called = this.#db.read
      .updateTable('run')
      .set({ called: 1, recover_at: sql`case when ${isWaiting} then ${this.#db.can.now} else recover_at end` })
      .where('trx', '=', at.trx);
    const statements = [this.#insert(columns, 'waiting'), completed.compile(), called.compile()];
    const write = this.#change(at, change_id, statements, 1);
    return writeAudited(this.#db, this.#writers, write, audit, (isMade) => isMade);
  }

  async page(filter: WaitFilter, place: PagePosition): Promise<Page<WaitHead>> {
    const { trx, kind, name, status, metadata } = filter;
    const beside = await sideFilter(this.#db, { ...(metadata && { metadata }) });
    let found = beside?.isFew ? readBy(this.#db, 'wait', 'wait_by_key') : this.#db.read.selectFrom('wait');
    if (beside) found = found.where(beside.of('wait'));
    if (status !== undefined) found = found.where('status', '=', status);
    if (trx !== undefined) found = found.where('trx', '=', trx);
    if (kind !== undefined) found = found.where('kind', '=', kind);
    if (name !== undefined) found = found.where('name_cut', '=', wordColumn(name));
    const rowsOf = (ids: readonly number[]) =>
      this.#db.read.selectFrom('wait').selectAll().where('id', 'in', ids).execute();
    const page = await readPage(this.#db, [found], { id: 'id' }, place, { rowsOf, id: ({ id }) => id });
    return { ...page, list: await withMetadata(this.#db, page.list.map(headOf)) };
  }

  #insert(columns: ReturnType<typeof rowOf>['columns'], status: WaitStatus): CompiledQuery {
    const keep = this.#db.can.onConflict(['trx', 'key_hash'], { keep: true });
    const row = { ...columns, status, change_id: '' };
    return this.#db.read.insertInto('wait').values(row).modifyEnd(keep).compile();
  }

  #at({ trx, key_hash }: RowPlace, from: readonly WaitStatus[]) {
    return this.#db.read
      .updateTable('wait')
      .where('trx', '=', trx)
      .where('key_hash', '=', key_hash)
      .where('status', 'in', from);
  }

  /** A compare-and-set, `made` is the statement that makes it. */
  #change(at: RowPlace, changeId: string, statements: readonly CompiledQuery[], made: number): GroupedWrite<boolean> {
    const mine = this.#db.read.selectFrom('wait').select('id').where('trx', '=', at.trx);
    return {
      statements,
      result: (results) => results[made]?.numAffectedRows === 1n,
      settled: {
        query: () => mine.where('change_id', '=', changeId).compile(),
        result: ({ rows }) => (rows.length > 0 ? true : undefined),
      },
    };
  }

  async #encrypt(at: RowPlace, { output }: Completion): Promise<Buffer> {
    const text = stringify(output);
    const plain = standsApart(text) ? Buffer.concat(await packText(text)) : text;
    return encrypt(this.#keyring.dataKey('run'), associatedDataOf(at), plain);
  }

  async #opened(row: WaitRow): Promise<Wait> {
    const { status, completed_by: by, completion } = row;
    const isCompleted = status === 'done' || status === 'rejected';
    const opened = { ...headOf(row), key: row.wait_key };
    if (!isCompleted || !completion) return { ...opened, completion: null };
    const plain = decrypt(this.#keyring.dataKey('run'), associatedDataOf(row), completion);
    if (!plain) throw new Error(`a wait of run ${row.trx} does not open: its row was changed outside Stepgate`);
    const text = isPacked(plain) ? await unpackText([plain]) : plain.toString();
    return { ...opened, completion: { status, output: await parseAnyJson(text), by } };
  }
}

type RowPlace = Pick<WaitTable, 'trx' | 'key_hash'>;

function associatedDataOf({ trx, key_hash }: RowPlace): string {
  return `wait:${trx}:${key_hash}`;
}

function rowOf({ trx, key, component, method, name, kind, title, roles, since, until }: NewWait) {
  const at = { trx, key_hash: sha256(key) };
  const columns = {
    ...at,
    ...{ wait_key: key, component, method, name, name_cut: wordColumn(name), kind, title, roles: roles.join(' ') },
    ...{ since, until_at: until },
  };
  return { at, columns };
}

function headOf({ id, trx, component, method, name, kind, title, roles, since, until_at, ...row }: WaitRow): WaitHead {
  return {
    ...{ id, trx, component, method, name, kind, title, roles: roles.split(' ') as WaitRole[] },
    ...{ since, until: until_at, status: row.status, by: row.completed_by },
  };
}
