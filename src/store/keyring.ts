import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';
import { KEY_BYTES, newKey, encrypt, decrypt } from './encryption.ts';

const NAMES = ['run', 'audit'] as const;
type KeyName = (typeof NAMES)[number];
type WrappedKey = Tables['data_key'];

/**
 * The keys of this database. The master key wraps data keys and nothing else; data keys stay as they are when the
 * master key is changed, so that processes that hold them go on working. That the wrapped keys open is also how a wrong
 * master key is noticed.
 */
export interface Keyring {
  /**
   * Reads the data keys, or makes them in a new database. A master key that another process has set is taken up, where it
   * is found. @throws WrongMasterKey
   */
  open(db: Kysely<Tables>, make: boolean): Promise<void>;
  /** The key of kept runs' states (`run`), or of the audit chain (`audit`). */
  dataKey(name: KeyName): KeyObject;
  /** Wraps a data key of the row `bound`. */
  wrap(row: string, dataKey: KeyObject): Buffer;
  /** Undefined: the master key was changed by another process, or the row was. */
  unwrap(row: string, wrapped: Uint8Array): KeyObject | undefined;
  /**
   * Wraps the data keys again within the caller's transaction; gives what wraps those of other rows.
   * Call `adopt` once it is committed.
   */
  rewrap(db: Kysely<Tables>, newMasterKey: Buffer): Promise<Keyring['wrap']>;
  adopt(newMasterKey: Buffer): void;
}

/** The master key is not the one that the database's keys are wrapped under (any more). */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey';
}

/** Where the master key may be found after another process has changed it. */
export type LaterMasterKeys = () => Promise<readonly Buffer[]>;

/** @throws an Error when the master key is not 32 bytes. */
export function createKeyring(masterKey: Buffer, later: LaterMasterKeys): Keyring {
  let master = checked(masterKey);
  const dataKeys = new Map<string, KeyObject>();
  const keyring: Keyring = {
    async open(db, make) {
      const rows = await db.selectFrom('data_key').selectAll().execute();
      if (rows.length === 0 && make) return makeKeys(db);
      const lost = NAMES.find((name) => !rows.some((row) => row.name === name));
      if (lost) throw new Error(`the database lacks its data key "${lost}", which is never deleted: restore a backup`);
      if (opens(rows, master)) return;
      const found = (await later()).map(checked).find((key) => opens(rows, key));
      if (!found) throw new WrongMasterKey(WRONG_KEY);
      master = found;
    },
    dataKey(name) {
      const dataKey = dataKeys.get(name);
      if (!dataKey) throw new Error('the database is not migrated yet: run `stepgate migrate`');
      return dataKey;
    },
    wrap: (row, dataKey) => wrapUnder(master, row, dataKey),
    unwrap: (row, wrapped) => unwrapUnder(master, row, wrapped),
    async rewrap(db, newMasterKey) {
      const key = checked(newMasterKey);
      // Opened again: a process without the present master key must not set a new one.
      await keyring.open(db, false);
      for (const [name, dataKey] of dataKeys) {
        const row = { wrapped: wrapUnder(key, name, dataKey) };
        await db.updateTable('data_key').set(row).where('name', '=', name).execute();
      }
      return (row, dataKey) => wrapUnder(key, row, dataKey);
    },
    adopt(newMasterKey) {
      master = checked(newMasterKey);
    },
  };
  function opens(rows: readonly WrappedKey[], key: KeyObject): boolean {
    const found = rows.map(({ name, wrapped }) => [name, unwrapUnder(key, name, wrapped)] as const);
    for (const [name, dataKey] of found) if (dataKey) dataKeys.set(name, dataKey);
    return found.every(([, dataKey]) => dataKey !== undefined);
  }
  async function makeKeys(db: Kysely<Tables>): Promise<void> {
    for (const name of NAMES) dataKeys.set(name, newKey());
    const rows = NAMES.map((name) => ({ name, wrapped: keyring.wrap(name, keyring.dataKey(name)) }));
    await db.insertInto('data_key').values(rows).execute();
  }
  return keyring;
}

function wrapUnder(key: KeyObject, row: string, dataKey: KeyObject): Buffer {
  return encrypt(key, `key:${row}`, dataKey.export());
}

function unwrapUnder(key: KeyObject, row: string, wrapped: Uint8Array): KeyObject | undefined {
  const dataKey = decrypt(key, `key:${row}`, wrapped);
  return dataKey && createSecretKey(dataKey);
}

function checked(masterKey: Buffer): KeyObject {
  if (masterKey.length !== KEY_BYTES)
    throw new Error(`the master key has ${masterKey.length} bytes; ${KEY_BYTES} are needed, in base64`);
  return createSecretKey(masterKey);
}

const WRONG_KEY =
  'the master key is not the one of this database (any more): its keys do not open; ' +
  'give the right one in STEPGATE_MASTER_KEY or data/master.key';
