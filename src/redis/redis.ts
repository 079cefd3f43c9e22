import { createHash, createSecretKey, hkdfSync } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { KeptResult, KeptResults } from '../engine/cache.ts';
import { encrypt, decrypt } from '../store/encryption.ts';
import { parseAnyJson } from '../large/parse-large.ts';
import { stringify } from '../large/stringify.ts';

const CHANNEL = 'stepgate:revision';
const COMMAND_TIMEOUT_MS = 500;

/** What instances share through Redis, beside the database. While Redis is away they go on without. */
export interface SharedRedis {
  /** Cached results of components. */
  readonly results: KeptResults;
  /** Publishes a new revision of what is active to the other instances. */
  publish(revision: number): void;
  /** Calls `listener` with the revisions that other instances publish. */
  onRevision(listener: (revision: number) => void): void;
  close(): void;
}

/**
 * Connects to `url`. Results are encrypted under a key derived from the master key: they may repeat a secret.
 * Keys are hashes, since a resolved call holds the secrets that it sends.
 */
export function createRedis(url: string, masterKey: Uint8Array, log: Pick<Logger, 'warn' | 'info'>): SharedRedis {
  const encryptionKey = createSecretKey(new Uint8Array(hkdfSync('sha256', masterKey, '', 'stepgate results', 32)));
  const commands = connect(url, log);
  const subscriber = connect(url, log);

  return {
    results: {
      async get(key) {
        const name = nameOf(key);
        const encrypted = await commands.getBuffer(name).catch(() => null);
        const plain = encrypted ? decrypt(encryptionKey, name, encrypted) : undefined;
        return plain ? ((await parseAnyJson(plain.toString())) as unknown as KeptResult) : undefined;
      },
      async set(key, value, ttlMs) {
        const name = nameOf(key);
        const encrypted = encrypt(encryptionKey, name, Buffer.from(stringify(value)));
        await commands.set(name, encrypted, 'PX', Math.max(1, Math.ceil(ttlMs))).catch(() => undefined);
      },
    },
    publish(revision) {
      // An instance that does not receive it finds the revision in the database.
      commands.publish(CHANNEL, String(revision)).catch(() => undefined);
    },
    onRevision(listener) {
      subscriber.on('message', (_, revision) => listener(Number(revision)));
      subscriber.on('ready', () => void subscriber.subscribe(CHANNEL).catch(() => undefined));
      if (subscriber.status === 'ready') void subscriber.subscribe(CHANNEL).catch(() => undefined);
    },
    close() {
      commands.disconnect();
      subscriber.disconnect();
    },
  };
}

/** The client's own parser takes for the host what a password holds before a `\\` or `;`. */
function addressOf(text: string) {
  const url = new URL(text);
  const db = Number(url.pathname.slice(1));
  return {
    ...Object.fromEntries(url.searchParams),
    host: url.hostname.replace(/^\[|\]$/g, '') || 'localhost',
    port: Number(url.port || 6379),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    db: Number.isInteger(db) ? db : 0,
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

function connect(url: string, log: Pick<Logger, 'warn' | 'info'>): Redis {
  const redis = new Redis({
    ...addressOf(url),
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: 2_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(100 * 2 ** times, 5_000),
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn({ reason: error.message }, 'Redis does not answer; caches are not shared meanwhile');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('Redis answers again');
    away = false;
  });
  return redis;
}

function nameOf(key: string): string {
  return `stepgate:result:${createHash('sha256').update(key).digest('base64url')}`;
}
