import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import * as value from './config-values.ts';
import type { Parse } from './config-values.ts';
import { nearest } from './nearest.ts';
import { NoTextError, textOfFile } from './utf8-file.ts';
import { shownUrl } from './url-credentials.ts';

/** What the gateway runs with: the environment and `.env`, checked once. */
export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Of `stepgate worker`, for health and metrics. */
  readonly workerPort: number;
  /** That serve together, on one port of this machine. */
  readonly processes: number;
  /** `sqlite:/absolute/path` or `mysql://…`. */
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  /** Absolute; undefined: rules come from the database only. */
  readonly rulesDir: string | undefined;
  /** Absolute; undefined: scripts come from the database only. */
  readonly scriptsDir: string | undefined;
  /** Absolute; undefined: schedules come from the database only. */
  readonly schedulesDir: string | undefined;
  /** The folders that the environment names: they have to be there. */
  readonly namedFolders: readonly NamedFolder[];
  /** Starts with a slash, does not end with one. */
  readonly prefix: string;
  readonly adminPassword: string | undefined;
  /** Where a password that was made up is kept. */
  readonly adminPasswordFile: string;
  /** 32 bytes; undefined: they are in `masterKeyFile`. */
  readonly masterKey: Buffer | undefined;
  readonly masterKeyFile: string;
  /** `{var.NAME}`. */
  readonly vars: Readonly<Record<string, string>>;
  readonly egressDeny: readonly string[];
  readonly egressAllow: readonly string[];
  readonly maxRuns: number;
  /** How far the event loop may be behind before new runs are refused. */
  readonly maxLagMs: number;
  readonly bodyLimitBytes: number;
  readonly sandboxProcesses: number;
  readonly sandboxMemoryBytes: number;
  /** Per origin; undefined: not limited. */
  readonly upstreamConnections: number | undefined;
  readonly upstreamMaxAgeMs: number;
  /** Proxies of calls by http and by https, and the hosts that are called without one. */
  readonly proxy: {
    readonly http: string | undefined;
    readonly https: string | undefined;
    readonly no: readonly string[];
  };
  /** Long answers, for clients that accept it. */
  readonly compress: boolean;
  /** Where others reach this gateway: what URLs of callbacks begin with; undefined: `{var.SELF}`. */
  readonly publicUrl: string | undefined;
  readonly corsOrigins: readonly string[];
  /** Proxies in front of the gateway: how many, or their addresses and CIDRs; 0: none is believed. */
  readonly trustProxy: number | readonly string[];
  readonly retentionDays: number;
  readonly shutdownMs: number;
  /** `/metrics` without a token. */
  readonly metricsOpen: boolean;
  readonly logLevel: LogLevel;
  /** The API token with which commands call a running gateway. */
  readonly token: string | undefined;
}

/** A folder, and the variable that names it. */
export interface NamedFolder {
  readonly variable: string;
  /** Absolute. */
  readonly folder: string;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every variable that is wrong, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

/** Names under `STEPGATE_` that are free. */
const VAR = 'STEPGATE_VAR_';

/**
 * Reads `.env` in `cwd` and the environment, which wins. A variable that is empty counts as not set, except for
 * directories, where it means "none".
 * @throws ConfigError naming every wrong or unknown variable at once.
 */
export function loadConfig(environment: Environment = process.env, cwd: string = process.cwd()): Config {
  const env: Environment = { ...readDotEnv(path.join(cwd, '.env')), ...environment };
  const reader = createReader(env);
  const config = readAll(reader, cwd);
  const vars = readVars(env, reader.problems);
  reader.problems.push(...unknownVariables(env, reader.known));
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return Object.freeze({ ...config, vars });
}

function readAll(reader: EnvironmentReader, cwd: string): Omit<Config, 'vars'> {
  const { read, optional, either, directory } = reader;
  return {
    host: read('HOST', value.host, '127.0.0.1'),
    port: read('PORT', value.whole(0, 65_535), 3000),
    workerPort: read('WORKER_PORT', value.whole(0, 65_535), 3100),
    processes: read('STEPGATE_PROCESSES', value.whole(1, 256), 1),
    databaseUrl: read('DATABASE_URL', value.databaseUrl(cwd), `sqlite:${path.resolve(cwd, 'data/stepgate.db')}`),
    redisUrl: optional('REDIS_URL', value.redisUrl),
    rulesDir: directory('STEPGATE_RULES_DIR', 'rules', cwd),
    scriptsDir: directory('STEPGATE_SCRIPTS_DIR', 'scripts', cwd),
    schedulesDir: directory('STEPGATE_SCHEDULES_DIR', 'schedules', cwd),
    namedFolders: reader.namedFolders,
    prefix: read('STEPGATE_PREFIX', value.prefix, '/ps'),
    adminPassword: optional('STEPGATE_ADMIN_PASSWORD', (text) => text),
    adminPasswordFile: path.resolve(cwd, 'data/admin-password'),
    masterKey: optional('STEPGATE_MASTER_KEY', value.key32),
    masterKeyFile: path.resolve(cwd, 'data/master.key'),
    egressDeny: read('STEPGATE_EGRESS_DENY', value.list, []),
    egressAllow: read('STEPGATE_EGRESS_ALLOW', value.list, []),
    maxRuns: read('STEPGATE_MAX_RUNS', value.whole(1), 1000),
    maxLagMs: read('STEPGATE_MAX_LAG_MS', value.whole(1, 3_600_000), 1000),
    bodyLimitBytes: read('STEPGATE_BODY_LIMIT', value.size(1), 1024 ** 2),
    sandboxProcesses: read('STEPGATE_SANDBOX_PROCESSES', value.whole(1, 256), availableParallelism()),
    // A process that has just been started takes 42 MiB (measured).
    sandboxMemoryBytes: read('STEPGATE_SANDBOX_MEMORY', value.size(64 * 1024 ** 2), 256 * 1024 ** 2),
    upstreamConnections: optional('STEPGATE_UPSTREAM_CONNECTIONS', value.whole(1)),
    upstreamMaxAgeMs: read('STEPGATE_UPSTREAM_MAX_AGE', value.whole(1, 86_400), 300) * 1000,
    proxy: {
      http: optional(either('HTTP_PROXY'), value.proxyUrl),
      https: optional(either('HTTPS_PROXY'), value.proxyUrl),
      no: read(either('NO_PROXY'), value.noProxy, []),
    },
    publicUrl: optional('STEPGATE_PUBLIC_URL', value.publicUrl),
    compress: read('STEPGATE_COMPRESS', value.flag, true),
    corsOrigins: read('STEPGATE_CORS_ORIGINS', value.origins, []),
    trustProxy: read('STEPGATE_TRUST_PROXY', value.trustProxy, 0),
    retentionDays: read('STEPGATE_RETENTION_DAYS', value.whole(1, 36_500), 30),
    shutdownMs: read('STEPGATE_SHUTDOWN_SECONDS', value.seconds, 25_000),
    metricsOpen: read('STEPGATE_METRICS_OPEN', value.flag, false),
    logLevel: read('LOG_LEVEL', value.oneOf(LOG_LEVELS), 'info'),
    token: optional('STEPGATE_TOKEN', value.token),
  };
}

type EnvironmentReader = ReturnType<typeof createReader>;

function createReader(env: Environment) {
  const known: string[] = [];
  const problems: string[] = [];
  const namedFolders: NamedFolder[] = [];
  /** Names whose value must not be shown. */
  const hidden = new Set(['STEPGATE_MASTER_KEY', 'STEPGATE_TOKEN', 'DATABASE_URL', 'REDIS_URL', ...PROXIES]);

  function read<T>(name: string, parse: Parse<T>, fallback: T): T {
    known.push(name);
    const text = env[name] ?? '';
    if (text === '') return fallback;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof value.WrongValue)) throw error;
      const shown = hidden.has(name) ? shownHidden(name, text) : `"${text}"`;
      const hint = error.suggestion === undefined ? '' : `; the nearest valid value is ${error.suggestion}`;
      problems.push(`${name} is ${shown}; expected ${error.expected}${hint}`);
      return fallback;
    }
  }

  return {
    known,
    problems,
    namedFolders,
    read,
    /** The spelling that is set: in lower case, which wins, or as it stands. */
    either: (name: string): string => ((env[name.toLowerCase()] ?? '') === '' ? name : name.toLowerCase()),
    optional: <T>(name: string, parse: Parse<T>): T | undefined => read<T | undefined>(name, parse, undefined),
    directory: (name: string, fallback: string, cwd: string): string | undefined => {
      known.push(name);
      const text = env[name] ?? fallback;
      if (text === '') return undefined;
      const folder = path.resolve(cwd, text);
      if (env[name] !== undefined) namedFolders.push({ variable: name, folder });
      return folder;
    },
  };
}

function shownHidden(name: string, text: string): string {
  return ['STEPGATE_MASTER_KEY', 'STEPGATE_TOKEN'].includes(name) ? `${text.length} characters` : shownUrl(text);
}

function readVars(env: Environment, problems: string[]): Readonly<Record<string, string>> {
  const vars: Record<string, string> = {};
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(VAR) || text === undefined) continue;
    const short = name.slice(VAR.length);
    if (/^[A-Za-z0-9_]+$/.test(short)) vars[short] = text;
    else problems.push(`${name} names no variable; expected ${VAR}NAME with letters, digits and _ in NAME`);
  }
  return Object.freeze(vars);
}

function unknownVariables(env: Environment, known: readonly string[]): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('STEPGATE_') && !name.startsWith(VAR) && !known.includes(name))
    .map((name) => `${name} is no variable of Stepgate; the nearest is ${nearestVariable(name, known)}`);
}

function nearestVariable(name: string, known: readonly string[]): string {
  const [, , ...rest] = name.split('_');
  const bare = name.slice('STEPGATE_'.length);
  if (known.includes(bare)) return bare;
  return nearest(name, [...known, VAR + (rest.length === 0 ? 'NAME' : rest.join('_'))]) ?? '';
}

function readDotEnv(file: string): Environment {
  try {
    return parseEnv(textOfFile(readFileSync(file)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    if (error instanceof NoTextError) throw new ConfigError([`${file} ${error.message}`]);
    throw new ConfigError([`${file} cannot be read: ${(error as Error).message}`]);
  }
}
