import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { programOf } from '../fixture/program.ts';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';

/** A database and a folder of its own, and the gateways that share them. */
export interface Place {
  readonly databaseUrl: string;
  /** `leaseMs`: of the runs it keeps. */
  start(leaseMs: number, env?: Readonly<Record<string, string>>): Promise<Gateway>;
  /** Kills what still runs, and removes everything. */
  clear(): Promise<void>;
}

type MakePlace = () => Promise<Place>;

/** One suite body over SQLite and, where TEST_MYSQL_URL names a server, MySQL or MariaDB. */
export function onDatabases(name: string, body: (makePlace: MakePlace, database: string) => void): void {
  for (const database of testDatabases()) {
    describe(`${name}, on ${database.name}`, { skip: database.skip }, () => {
      body(async () => createPlace(await database.create(), () => database.drop()), database.name);
    });
  }
}

/**
 * A place for gateways on a database; without a URL on an SQLite file of its own.
 * @param drop removes the database.
 */
export async function createPlace(url: string | undefined, drop: () => Promise<void>): Promise<Place> {
  const dir = await temporaryDir();
  const databaseUrl = url ?? `sqlite:${join(dir, 'data', 'stepgate.db')}`;
  const gateways: Gateway[] = [];
  return {
    databaseUrl,
    async start(leaseMs, env = {}) {
      const options = {
        dir,
        databaseUrl,
        main: programOf('test/fault/start.ts'),
        env: { FAULT_LEASE_MS: String(leaseMs), ...env },
      };
      const gateway = await startGateway(options);
      gateways.push(gateway);
      return gateway;
    },
    async clear() {
      for (const gateway of gateways) await gateway.kill('SIGKILL');
      await drop();
      await rm(dir, { recursive: true });
    },
  };
}
