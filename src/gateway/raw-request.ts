import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { RawRequest } from '../rule/compiled.ts';
import type { Json } from '../json.ts';

/** Where a request goes: its path after the prefix, and the whole path. */
export interface RequestTarget {
  /** As it stands in the request line, without the query: `/ps/api/v1/register`. */
  readonly path: string;
  /** What a rule's name is matched with: `/api/v1/register`. */
  readonly route: string;
}

/** Splits the request line's target. `prefix` is known to be its beginning. */
export function targetOf(url: string, prefix: string): RequestTarget {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  return { path, route: path.slice(prefix.length) };
}

/** A request as it came over HTTP, or would have come. */
export type AskedRequest = Pick<FastifyRequest, 'method' | 'url' | 'headers' | 'query'> & {
  readonly raw: Pick<IncomingMessage, 'rawHeaders' | 'headersDistinct'>;
};

/** Of headers that may come once only, Node has dropped the others: they are not repeated. */
function repeatedHeaders({ raw, headers }: AskedRequest): NonNullable<RawRequest['repeated']> {
  // Names and values by turns. Nearly always each name is there once.
  if (raw.rawHeaders.length === 2 * Object.keys(headers).length) return {};
  const distinct = Object.entries(raw.headersDistinct as Record<string, string[]>);
  return Object.fromEntries(distinct.filter(([name, all]) => all.length > 1 && headers[name] === all.join(', ')));
}

/** The request as rules see it. */
export function rawRequest(
  request: AskedRequest,
  path: string,
  params: Readonly<Record<string, string>>,
  body: Json,
  ip: string,
): RawRequest {
  return {
    method: request.method,
    path,
    params,
    query: request.query as RawRequest['query'],
    header: request.headers as RawRequest['header'],
    repeated: repeatedHeaders(request),
    body,
    ip,
  };
}
