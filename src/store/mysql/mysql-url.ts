import type { PoolOptions } from 'mysql2';
import { ENCODE_PASSWORD, misreadCredentials } from '../../url-credentials.ts';

const PORT = 3306;

/**
 * The connection options in `mysql://user:password@host:port/database`, optionally `?ssl=true` (TLS, the server's
 * certificate checked). @throws an Error that does not repeat the password.
 */
export function parseMysqlUrl(text: string): PoolOptions & { readonly database: string } {
  const form = 'mysql://user:password@host:3306/database';
  const misread = misreadCredentials(text);
  if (misread !== undefined) throw new Error(`DATABASE_URL cannot be read: ${misread}; ${ENCODE_PASSWORD}`);
  if (!URL.canParse(text)) throw new Error(`DATABASE_URL is not a URL; expected ${form}; ${ENCODE_PASSWORD}`);
  const url = new URL(text);
  const database = decodeURIComponent(url.pathname.slice(1));
  if (url.hostname === '' || database === '') throw new Error(`DATABASE_URL lacks host or database; expected ${form}`);
  for (const [name, value] of url.searchParams) {
    if (name !== 'ssl' || !['true', 'false'].includes(value))
      throw new Error(`DATABASE_URL has an unknown parameter ${name}; only ssl=true or ssl=false is known`);
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? PORT : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    ...(url.searchParams.get('ssl') === 'true' ? { ssl: { rejectUnauthorized: true } } : {}),
  };
}
