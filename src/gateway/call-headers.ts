import type { IncomingHttpHeaders } from 'node:http';

/** Of these Node keeps the first. */
const ONCE: ReadonlySet<string> = new Set([
  ...['age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host', 'last-modified'],
  ...['if-modified-since', 'if-unmodified-since', 'location', 'max-forwards', 'proxy-authorization', 'referer'],
  ...['retry-after', 'server', 'user-agent'],
]);

/** Headers as Node reads them. */
interface ReadHeaders {
  readonly rawHeaders: string[];
  readonly headers: IncomingHttpHeaders;
  readonly headersDistinct: NodeJS.Dict<string[]>;
}

/** Reads headers, name, value, name, value, …, as Node reads those of a request. */
export function readHeaders(given: readonly string[]): ReadHeaders {
  const distinct = Object.create(null) as Record<string, string[]>;
  for (let at = 0; at < given.length; at += 2)
    (distinct[(given[at] ?? '').toLowerCase()] ??= []).push(given[at + 1] ?? '');
  const headers: IncomingHttpHeaders = {};
  for (const [name, values] of Object.entries(distinct)) {
    if (name === 'set-cookie') headers[name] = values;
    else if (ONCE.has(name)) headers[name] = values[0];
    else headers[name] = values.join(name === 'cookie' ? '; ' : ', ');
  }
  return { rawHeaders: [...given], headers, headersDistinct: distinct };
}
