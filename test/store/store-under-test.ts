import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { openStore } from '../../src/store/open.ts';
import type { StoreOptions } from '../../src/store/open.ts';
import type { Operator, Store } from '../../src/store/store.ts';
import { testDatabases } from '../fixture/databases.ts';
import type { TestDatabase } from '../fixture/databases.ts';

/** Who changes things in these tests. */
export const operator: Operator = { id: 7, name: 'olga', ip: '192.0.2.7' };

/** A page of which there is nothing. */
export const NOTHING = { list: [], total: 0, isTotalExact: true, next: null };

export const masterKey = Buffer.alloc(32, 'k');

/** A database of its own for one suite, and stores on it, all closed after it. */
export interface StoreUnderTest {
  readonly url: string;
  /** Another store on the same database, as another process would have; migrated. */
  another(options?: Partial<StoreOptions>): Promise<Store>;
  /** The suite's own. */
  readonly store: Store;
}

/** One suite body over SQLite and, where TEST_MYSQL_URL names a server, MySQL or MariaDB; or over other databases. */
export function onEachDatabase(
  name: string,
  body: (it: StoreUnderTest) => void,
  databases: readonly TestDatabase[] = testDatabases(),
): void {
  for (const database of databases) {
    describe(`${name} (${database.name})`, database.skip === undefined ? {} : { skip: database.skip }, () => {
      const opened: Store[] = [];
      let folder: string;
      let url: string;
      const another: StoreUnderTest['another'] = async (options) => {
        const store = await openStore({ url, masterKey, log: { warn: () => undefined }, ...options });
        opened.push(store);
        await store.migrate();
        return store;
      };
      before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'stepgate-store-'));
        url = (await database.create()) ?? `sqlite:${join(folder, 'store.db')}`;
        await another();
      });
      after(async () => {
        for (const store of opened) await store.close();
        await database.drop();
        await rm(folder, { recursive: true });
      });
      body({
        another,
        get url() {
          return url;
        },
        get store() {
          const [first] = opened;
          if (!first) throw new Error('the suite has not begun');
          return first;
        },
      });
    });
  }
}
