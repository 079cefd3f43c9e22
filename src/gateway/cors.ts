import type { FastifyCorsOptionsDelegateCallback } from '@fastify/cors';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What pages may read of an answer, beside what the Fetch standard lets them read anyway. */
const EXPOSED = ['Trx', 'Idempotent-Replayed', 'Retry-After', 'Allow'];

const PREFLIGHT_SECONDS = 600;

/**
 * CORS for the pages of `origins`. Only a real preflight is answered here: any other OPTIONS request is the rule's.
 */
export function corsDelegate(origins: readonly string[]): FastifyCorsOptionsDelegateCallback {
  const options = { origin: [...origins], methods: METHODS, exposedHeaders: EXPOSED, maxAge: PREFLIGHT_SECONDS };
  return ({ headers }, done) => {
    const preflight = headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
    done(null, { ...options, preflight });
  };
}
