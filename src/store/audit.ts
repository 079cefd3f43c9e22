import type { KeyObject } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { parseJsonText } from '../json-text.ts';
import { auditJson } from './audit-json.ts';
import { chain, createChainCheck, signHead } from './audit-chain.ts';
import type { AuditHead } from './audit-chain.ts';
import { chunks } from './chunks.ts';
import { cut } from './cut.ts';
import { Pace } from '../large/turn.ts';
import type { Database } from './database.ts';
import type { Keyring } from './keyring.ts';
import { countOf, readPage } from './page.ts';
import type { AuditTable, Tables } from './schema.ts';
import type { Advance, AuditEntry, AuditStore, Operator } from './store.ts';

const HEAD_ID = 1;
const VERIFIED_AT_ONCE = 1000;

/* As long as the columns. */
const IP_CHARACTERS = 64;
const TARGET_CHARACTERS = 600;

export type AuditRecord = Pick<AuditEntry, 'action' | 'target' | 'before' | 'after'>;

/** A transaction that is written down. */
export interface Change {
  readonly trx: Transaction<Tables>;
  /** The database's time, the same for all that this change writes. */
  readonly at: number;
  readonly record: (entry: AuditRecord) => Promise<void>;
  /** Records entries in their order, many with one statement. */
  readonly recordAll: (entries: readonly AuditRecord[]) => Promise<void>;
  /** Tells the other instances that an active rule, a script or a secret has changed. */
  readonly raiseRevision: () => Promise<void>;
}

export interface Audit {
  /**
   * Runs a change and its audit entries in one transaction. Changes happen one after another, over all instances:
   * what one reads does not change before it commits.
   */
  change<T>(operator: Operator, work: (change: Change) => Promise<T>): Promise<T>;
  /** Makes the head of an empty chain, in a new database. */
  begin(db: Kysely<Tables>): Promise<void>;
  readonly store: AuditStore;
}

/** The audit log of `db`, chained under the keyring's key for it. */
export function createAudit(db: Database, keyring: Keyring): Audit {
  const change: Audit['change'] = (operator, work) =>
    db.transaction(async (trx) => {
      const { at, ...first } = await lockHead(db, trx);
      let head: AuditHead = first;
      const recordAll = async (entries: readonly AuditRecord[]): Promise<void> => {
        const rows = entries.map((entry) => {
          const next = chain(keyring.dataKey('audit'), head, { at, ...toColumns(entry, operator) });
          head = next.head;
          return next.entry;
        });
        for (const some of chunks(rows, (row) => row.before_json.length + row.after_json.length))
          await trx.insertInto('audit').values(some).execute();
      };
      const record = (entry: AuditRecord): Promise<void> => recordAll([entry]);
      const result = await work({ trx, at, record, recordAll, raiseRevision: () => raiseRevision(trx) });
      if (head !== first) await trx.updateTable('audit_head').set(head).where('id', '=', HEAD_ID).execute();
      return result;
    });
  return {
    change,
    begin: (on) => begin(on, keyring),
    store: {
      add: (entry, operator) => change(operator, (written) => written.record(entry)),
      async page(filter, place) {
        const rowsOf = (seqs: readonly number[]) =>
          db.read.selectFrom('audit').selectAll().where('seq', 'in', seqs).execute();
        const found = [filtered(db, filter)];
        const page = await readPage(db, found, { id: 'seq' }, place, { rowsOf, id: ({ seq }) => seq });
        return { ...page, list: page.list.map(toEntry) };
      },
      verify: (advance) => verify(db, keyring.dataKey('audit'), advance),
    },
  };
}

async function begin(db: Kysely<Tables>, keyring: Keyring): Promise<void> {
  const head = await db.selectFrom('audit_head').select('id').executeTakeFirst();
  const entry = await db.selectFrom('audit').select('seq').limit(1).executeTakeFirst();
  // Entries without a head: it was deleted, and is not made anew.
  if (head || entry) return;
  const empty = signHead(keyring.dataKey('audit'), 0, '');
  await db
    .insertInto('audit_head')
    .values({ id: HEAD_ID, ...empty })
    .execute();
}

/** All changes wait here for each other. */
async function lockHead({ can }: Database, trx: Transaction<Tables>): Promise<AuditHead & { at: number }> {
  const head = await trx
    .selectFrom('audit_head')
    .select(['seq', 'mac', 'seal', can.now.as('at')])
    .where('id', '=', HEAD_ID)
    .modifyEnd(can.lockRows)
    .executeTakeFirst();
  if (!head) throw new Error('the head of the audit chain is missing: it was deleted; restore a backup');
  return head;
}

async function raiseRevision(trx: Transaction<Tables>): Promise<void> {
  const row = trx.updateTable('revision').where('id', '=', 1);
  await row.set((eb) => ({ value: eb('value', '+', 1) })).execute();
}

function filtered(db: Database, filter: Parameters<AuditStore['page']>[0]) {
  let found = db.read.selectFrom('audit');
  if (filter.action !== undefined) found = found.where('action', '=', filter.action);
  if (filter.target !== undefined) found = found.where('target', '=', filter.target);
  if (filter.operatorId !== undefined) found = found.where('operator_id', '=', filter.operatorId);
  if (filter.start !== undefined) found = found.where('at', '>=', filter.start);
  if (filter.end !== undefined) found = found.where('at', '<=', filter.end);
  return found;
}

async function verify(db: Database, key: KeyObject, advance?: Advance): ReturnType<AuditStore['verify']> {
  const total = advance && (await countOf(filtered(db, {})));
  const check = createChainCheck(key);
  const pace = new Pace();
  let checked = 0;
  let last = Number.MIN_SAFE_INTEGER;
  const seeMore = async (): Promise<boolean> => {
    const found = db.read
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(VERIFIED_AT_ONCE);
    const entries = await found.execute();
    for (const entry of entries) {
      check.see(entry);
      if (pace.isOver) await pace.next();
    }
    checked += entries.length;
    if (total !== undefined) advance?.(Math.min(checked, total), total);
    last = entries.at(-1)?.seq ?? last;
    return entries.length > 0;
  };
  // The head counts only if no entry was added around the time it was read.
  for (;;) {
    let more = true;
    while (more) more = await seeMore();
    const head = await db.read.selectFrom('audit_head').selectAll().where('id', '=', HEAD_ID).executeTakeFirst();
    if (!(await seeMore())) return { checked, broken: check.end(head) };
  }
}

/** Half a surrogate pair would come back from the database as another character, and break the chain. */
function toColumns({ action, target, before, after }: AuditRecord, operator: Operator) {
  return {
    operator: operator.name.toWellFormed(),
    operator_id: operator.id,
    ip: cut(operator.ip.toWellFormed(), IP_CHARACTERS),
    action: action.toWellFormed(),
    target: cut(target.toWellFormed(), TARGET_CHARACTERS),
    before_json: auditJson(before),
    after_json: auditJson(after),
  };
}

function toEntry(row: AuditTable): AuditEntry {
  return {
    id: row.seq,
    at: row.at,
    operator: row.operator,
    operatorId: row.operator_id,
    ip: row.ip,
    action: row.action,
    target: row.target,
    before: parseJsonText(row.before_json),
    after: parseJsonText(row.after_json),
  };
}
