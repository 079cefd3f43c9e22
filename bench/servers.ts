import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { direct } from '../test/store/direct.ts';
import { DidNotStart, nodeCommand, startChild } from './child.ts';
import type { Child } from './child.ts';
import { SCRIPTS, otherRules, registerRule, scriptRule } from './documents.ts';
import type { RuleFile } from './documents.ts';
import { startGateway, writeFiles } from './gateway.ts';
import { startNodeRed } from './node-red.ts';
import type { BenchOptions } from './options.ts';

export type ServerName =
  'upstream' | 'byHand' | 'dispatch' | 'gateway' | 'manyRules' | 'mysql' | 'twoProcesses' | 'nodeRed';

/** As the document names them. */
export const SERVER_TITLES: Readonly<Record<ServerName, string>> = {
  ...{ upstream: 'upstream', byHand: 'by hand', dispatch: 'by hand, `dispatch`', nodeRed: 'Node-RED' },
  ...{ gateway: 'Stepgate, SQLite', mysql: 'Stepgate, MySQL or MariaDB', manyRules: 'Stepgate, 10,001 rules' },
  twoProcesses: 'Stepgate, two processes',
};

/** It cannot be measured here; the message says why. */
export class NotAvailable extends Error {
  override readonly name = 'NotAvailable';
}

/** The servers of the benchmark: each is started when it is asked for first. */
export interface Servers {
  /** @throws NotAvailable, each time. */
  get(name: ServerName): Promise<Child>;
  /** Undefined: not started. */
  started(name: ServerName): Promise<Child> | undefined;
  stop(): Promise<void>;
}

type ServerOptions = Pick<BenchOptions, 'sqlite' | 'mysql' | 'nodeRed' | 'profile'>;

const OTHER_RULES = 10_000;
const URL_LINE = /^(http\S+)$/m;

export function createServers(options: ServerOptions, folder: string): Servers {
  const children = new Map<ServerName, Promise<Child>>();
  const atEnd: (() => Promise<unknown>)[] = [];
  const nodeArgs = options.profile ? ['--inspect=127.0.0.1:0'] : [];
  const get = (name: ServerName): Promise<Child> => {
    const child = children.get(name) ?? start[name]();
    children.set(name, child);
    return child;
  };

  async function gateway(name: string, rules: readonly RuleFile[], env: Record<string, string> = {}): Promise<Child> {
    const own = path.join(folder, name);
    writeFiles(own, rules, SCRIPTS);
    return startGateway({ folder: own, upstream: (await get('upstream')).url, env, nodeArgs });
  }

  async function byHand(style: string): Promise<Child> {
    const { url } = await get('upstream');
    return startChild(nodeCommand('bench/program/by-hand.ts', [url, style], nodeArgs), URL_LINE);
  }

  async function mysql(): Promise<Child> {
    if (options.mysql === undefined) throw new NotAvailable('no --database mysql://…');
    const { url, drop } = await createDatabase(options.mysql);
    atEnd.push(drop);
    return gateway('mysql', [record, durable], { DATABASE_URL: url });
  }

  async function twoProcesses(): Promise<Child> {
    try {
      return await gateway('two', [plain], { STEPGATE_PROCESSES: '2' });
    } catch (error) {
      if (!(error instanceof DidNotStart && error.message.includes('STEPGATE_PROCESSES'))) throw error;
      throw new NotAvailable('this gateway knows no STEPGATE_PROCESSES');
    }
  }

  async function nodeRed(): Promise<Child> {
    if (options.nodeRed === undefined) throw new NotAvailable('no --node-red');
    return startNodeRed(options.nodeRed, path.join(folder, 'node-red'), (await get('upstream')).url);
  }

  const [plain, record, durable] = [
    registerRule('register'),
    registerRule('record', { record: true }),
    registerRule('durable', { durable: true }),
  ];
  const start: Readonly<Record<ServerName, () => Promise<Child>>> = {
    upstream: () => startChild(nodeCommand('bench/program/upstream.ts'), URL_LINE),
    byHand: () => byHand('request'),
    dispatch: () => byHand('dispatch'),
    gateway: () => gateway('one', [plain, record, durable, scriptRule()]),
    manyRules: () => gateway('many', [plain, ...otherRules(OTHER_RULES)]),
    ...{ mysql, twoProcesses, nodeRed },
  };
  return {
    get,
    started: (name) => children.get(name),
    async stop() {
      const started = await Promise.allSettled(children.values());
      for (const one of started) if (one.status === 'fulfilled') await one.value.stop();
      for (const end of atEnd) await end();
    },
  };
}

/** A database of the benchmark's own on a server. */
async function createDatabase(
  server: string,
): Promise<{ readonly url: string; readonly drop: () => Promise<unknown> }> {
  const name = `stepgate_bench_${randomBytes(6).toString('hex')}`;
  const at = (database: string): string => Object.assign(new URL(server), { pathname: `/${database}` }).href;
  await direct(at(''), `create database ${name}`);
  return { url: at(name), drop: () => direct(at(''), `drop database ${name}`) };
}
