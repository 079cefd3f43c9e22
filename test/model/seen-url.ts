import type { SeenCall } from './observation.ts';

/**
 * Takes a URL apart; undefined: it is none of the upstream's. Path segments stay as they are on the wire but for their
 * escapes: `..` in them would be a segment that a template could put in, so it is told apart from `%2E%2E`.
 */
export function readUrl(url: string): Pick<SeenCall, 'site' | 'path' | 'query'> | undefined {
  const match = /^http:\/\/up\.test\/([^/?#]+)([^?#]*)(?:\?([^#]*))?/.exec(url);
  if (!match) return undefined;
  const [, site = '', path = '', query = ''] = match;
  return { site, path: path.split('/').slice(1).map(decodeSegment), query: readPairs(query) };
}

function decodeSegment(segment: string): string {
  return /^\.+$/.test(segment) ? `(${segment})` : decodeURIComponent(segment);
}

/** A query string, or a form body, as names and values. */
export function readPairs(text: string): [string, string][] {
  return [...new URLSearchParams(text)];
}
