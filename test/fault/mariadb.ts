import { execFile, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { temporaryDir } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';

/** A MariaDB server of the test's own: it can be stopped. */
export interface Mariadb {
  /** Of its only database. */
  readonly url: string;
  /** SIGTERM lets it tidy up; after SIGKILL it has to recover. Resolves when it has ended. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** Ends it, and removes what it has stored. */
  clear(): Promise<void>;
}

/** Why there can be none; undefined: there can. */
export function noMariadb(): string | undefined {
  return spawnSync('mariadbd', ['--version']).error ? 'mariadbd is not installed' : undefined;
}

/** Starts one on a free port, in a folder of its own, with the server's own settings and `options`. */
export async function startMariadb(options: readonly string[] = []): Promise<Mariadb> {
  const dir = await temporaryDir();
  const port = await freePort();
  const own = ['--no-defaults', `--user=${userInfo().username}`, `--datadir=${join(dir, 'data')}`];
  // A server that starts deletes the temporary tables that it finds in this folder, also those of others.
  const env = { ...process.env, TMPDIR: dir };
  const install = [...own, '--auth-root-authentication-method=normal', '--skip-test-db'];
  await promisify(execFile)('mariadb-install-db', install, { env });
  const files = [`--socket=${join(dir, 'socket')}`, `--pid-file=${join(dir, 'pid')}`];
  const listening = [`--port=${port}`, '--bind-address=127.0.0.1', ...files];
  let child: ChildProcess | undefined;

  const stop = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const start = async (): Promise<void> => {
    child = spawn('mariadbd', [...own, ...listening, ...options], { stdio: 'ignore', env });
    await until(() => answers(port, 'select 1'));
  };
  await start();
  await answers(port, 'create database stepgate');
  return {
    url: `mysql://root@127.0.0.1:${port}/stepgate`,
    start,
    stop,
    async clear() {
      await stop('SIGKILL');
      await rm(dir, { recursive: true });
    },
  };
}

async function answers(port: number, statement: string): Promise<boolean> {
  try {
    const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
    await connection.query(statement).finally(() => connection.end());
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
