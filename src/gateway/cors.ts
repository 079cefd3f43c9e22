import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';

/** What pages may read of an answer, beside what the Fetch standard lets them read anyway. */
const EXPOSED = 'Trx, Idempotent-Replayed, Retry-After, Allow, Location, Preference-Applied';

const PREFLIGHT_SECONDS = 600;

/** The CORS headers of an answer, whatever it says; none but for what clients call. */
export type CorsHeaders = (url: string, headers: IncomingHttpHeaders) => OutgoingHttpHeaders;

/** CORS for the pages of `origins`, under `prefixes`. */
export function corsHeaders(prefixes: readonly string[], origins: readonly string[]): CorsHeaders {
  const allowed = new Set(origins);
  const isUnder = (url: string): boolean =>
    prefixes.some((prefix) => url.startsWith(prefix) && ['/', '?', '#', ''].includes(url.charAt(prefix.length)));
  return (url, { origin }) => {
    if (allowed.size === 0 || !isUnder(url)) return {};
    if (origin === undefined || !allowed.has(origin)) return { vary: 'Origin' };
    return { vary: 'Origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED };
  };
}

/** Gives every answer its CORS headers, before anything refuses the request. */
export function addCorsHeaders(app: FastifyInstance, cors: CorsHeaders): void {
  app.addHook('onRequest', ({ url, headers }, reply, done) => {
    reply.headers(cors(url, headers));
    done();
  });
}

/** Answers the preflights of what clients call. Any other OPTIONS request to an endpoint is the rule's. */
export function answerPreflights(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!isPreflight(request)) return done();
    if (reply.hasHeader('access-control-allow-origin')) {
      reply.header('access-control-allow-methods', METHODS).header('access-control-max-age', PREFLIGHT_SECONDS);
      const asked = request.headers['access-control-request-headers'];
      if (asked !== undefined) reply.header('access-control-allow-headers', asked);
    }
    reply.header('trx', request.id).header('vary', 'Origin, Access-Control-Request-Headers').code(204).send();
  });
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}
