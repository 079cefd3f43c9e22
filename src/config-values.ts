import { isIP } from 'node:net';
import path from 'node:path';
import { ENCODE_PASSWORD, misreadCredentials } from './url-credentials.ts';
import { nearest } from './nearest.ts';

/** A value that a variable does not take: what it takes, and the nearest value that would do. */
export class WrongValue extends Error {
  readonly expected: string;
  readonly suggestion: string | undefined;

  constructor(expected: string, suggestion?: string) {
    super(expected);
    this.expected = expected;
    this.suggestion = suggestion;
  }
}

/** Reads a variable's text. @throws WrongValue */
export type Parse<T> = (text: string) => T;

/** A whole number from `min` to `max`. */
export function whole(min: number, max = Number.MAX_SAFE_INTEGER): Parse<number> {
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    const clamped = Math.min(max, Math.max(min, Math.round(value)));
    throw new WrongValue(`a whole number ${range}`, Number.isNaN(value) ? undefined : String(clamped));
  };
}

/** Seconds, fractions allowed, as milliseconds. */
export const seconds: Parse<number> = (text) => {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= 86_400) return Math.round(value * 1000);
  throw new WrongValue('seconds, from 0 to 86400', Number.isNaN(value) ? undefined : value < 0 ? '0' : '86400');
};

const UNITS = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/** Bytes, or a number with KiB, MiB or GiB; at least `min` bytes. */
export function size(min: number): Parse<number> {
  const expected = `bytes, or a number with KiB, MiB or GiB, at least ${showSize(min)}`;
  return (text) => {
    const match = /^(\d+(?:\.\d+)?)(KiB|MiB|GiB)?$/.exec(text);
    if (match === null) throw new WrongValue(expected, nearestSize(text));
    const unit = match[2] as keyof typeof UNITS | undefined;
    const bytes = Number(match[1]) * (unit === undefined ? 1 : UNITS[unit]);
    if (!Number.isSafeInteger(bytes)) throw new WrongValue(expected, String(Math.round(bytes)));
    if (bytes < min) throw new WrongValue(expected, showSize(min));
    return bytes;
  };
}

function nearestSize(text: string): string | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmg])/i.exec(text);
  return match === null ? undefined : `${match[1] ?? ''}${(match[2] ?? '').toUpperCase()}iB`;
}

function showSize(bytes: number): string {
  for (const [unit, factor] of Object.entries(UNITS).reverse()) {
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}

/** One of `choices`. */
export function oneOf<const T extends string>(choices: readonly T[]): Parse<T> {
  return (text) => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw new WrongValue(`one of ${choices.join(', ')}`, nearest(text, choices));
    return found;
  };
}

/** `true` or `false`. */
export const flag: Parse<boolean> = (text) => oneOf(['true', 'false'])(text) === 'true';

/** Comma-separated entries, blanks around them ignored. */
export const list: Parse<readonly string[]> = (text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** Comma-separated origins: `https://app.example`, or `*` alone. */
export const origins: Parse<readonly string[]> = (text) =>
  list(text).map((entry) => {
    if (entry === '*') return entry;
    const url = URL.canParse(entry) ? new URL(entry) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
      throw new WrongValue('origins such as https://app.example, separated by commas', nearestOrigin(entry));
    }
    if (url.origin !== entry) throw new WrongValue('origins: scheme, host and port only', url.origin);
    return entry;
  });

/** Proxies that are believed: a number of hops, or comma-separated addresses and CIDRs. */
export const trustProxy: Parse<number | readonly string[]> = (text) => {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  const entries = list(text);
  const expected = 'a number of proxies, or their addresses and CIDRs (10.0.0.0/8), separated by commas';
  if (entries.length > 0 && entries.every(isNetwork)) return entries;
  throw new WrongValue(expected, { true: '1', false: '0' }[text.toLowerCase()]);
};

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function nearestOrigin(entry: string): string | undefined {
  return URL.canParse(`https://${entry}`) ? new URL(`https://${entry}`).origin : undefined;
}

/** 32 bytes in base64. */
export const key32: Parse<Buffer> = (text) => {
  const key = Buffer.from(text, 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || key.length !== 32) {
    throw new WrongValue('32 bytes in base64, for instance from: openssl rand -base64 32');
  }
  return key;
};

/** An API token: what can stand in a header. */
export const token: Parse<string> = (text) => {
  if (/^[A-Za-z0-9._~+/=-]+$/.test(text)) return text;
  throw new WrongValue('an API token as stepgate token add prints it, without spaces', undefined);
};

/** A host name or address to listen on. */
export const host: Parse<string> = (text) => {
  if (/^[A-Za-z0-9.:_%-]+$/.test(text)) return text;
  throw new WrongValue(
    'a host name or address without scheme, port or brackets',
    text.replace(/^\w+:\/\/|[[\]/]/g, ''),
  );
};

const OWN_PATHS = ['api', 'console', 'docs', 'schemas', 'openapi.json', 'health', 'metrics', 'runs', 'callback'];

/** A path before the names of rules: `/ps`. */
export const prefix: Parse<string> = (text) => {
  if (!/^(\/[A-Za-z0-9._~-]+)+$/.test(text)) {
    const bare = text.replace(/[^A-Za-z0-9._~/-]/g, '').replace(/^\/+|\/+$/g, '');
    throw new WrongValue('a path that starts with a slash and does not end with one', `/${bare === '' ? 'ps' : bare}`);
  }
  if (OWN_PATHS.includes(text.split('/')[1] ?? ''))
    throw new WrongValue("a path that is not one of the gateway's own", '/ps');
  return text;
};

/** `sqlite:PATH`, its path made absolute against `cwd`, or `mysql://user:pass@host:3306/db`. */
export function databaseUrl(cwd: string): Parse<string> {
  const expected = 'sqlite:PATH or mysql://user:password@host:3306/database';
  return (text) => {
    const scheme = /^[a-z0-9+.-]+(?=:)/i.exec(text)?.[0];
    if (scheme === undefined) throw new WrongValue(expected, /[\\/.]/.test(text) ? `sqlite:${text}` : undefined);
    if (scheme === 'sqlite') {
      const file = text.slice('sqlite:'.length);
      if (file === '' || file.startsWith('//'))
        throw new WrongValue(expected, `sqlite:${file.slice(2) || 'data/stepgate.db'}`);
      return `sqlite:${path.resolve(cwd, file)}`;
    }
    if (scheme !== 'mysql') throw new WrongValue(expected, databaseLike(text.slice(scheme.length)));
    refuseMisread(text, expected);
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || url.hostname === '' || url.pathname.length < 2)
      throw new WrongValue(`${expected}; ${ENCODE_PASSWORD}`);
    return text;
  };
}

/** The nearest URL of a database, given what follows another scheme; none where that may hold a password. */
function databaseLike(rest: string): string | undefined {
  if (!/^:[^:@?#]*(?::\d+)?[^:@?#]*$/.test(rest)) return undefined;
  return (/^:\/\/[^/]/.test(rest) ? 'mysql' : 'sqlite') + rest;
}

function refuseMisread(text: string, expected: string): void {
  const why = misreadCredentials(text);
  if (why !== undefined) throw new WrongValue(`${expected}: ${why}; ${ENCODE_PASSWORD}`);
}

/** `redis://…` or `rediss://…`. */
export const redisUrl: Parse<string> = (text) => {
  const expected = 'redis://user:password@host:6379 or rediss://…';
  if (/^rediss?:\/\//.test(text)) {
    refuseMisread(text, expected);
    if (URL.canParse(text)) return text;
  }
  const suggestion = /^[\w.-]+(:\d+)?$/.test(text) ? `redis://${text}` : undefined;
  throw new WrongValue(suggestion === undefined ? `${expected}; ${ENCODE_PASSWORD}` : expected, suggestion);
};

/** `http://user:password@host:port` of a proxy, or https; without a scheme: http. */
export const proxyUrl: Parse<string> = (text) => {
  const expected = 'http://user:password@host:3128 or https://…';
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  refuseMisread(full, expected);
  const url = URL.parse(full);
  if (!url || !/^https?:$/.test(url.protocol)) throw new WrongValue(`${expected}; ${ENCODE_PASSWORD}`);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new WrongValue(`${expected}: a proxy, not a path or a script that finds one`);
  }
  return full;
};

/** Where others reach the gateway; no slash at its end. */
export const publicUrl: Parse<string> = (text) => {
  const url = URL.parse(text);
  const isPlain = url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '';
  if (!isPlain) throw new WrongValue('a URL without a query, such as https://gateway.example');
  return text.replace(/\/+$/, '');
};

/** Entries separated by commas or blanks, as `NO_PROXY` has them. */
export const noProxy: Parse<readonly string[]> = (text) => text.split(/[\s,]+/).filter((entry) => entry !== '');
