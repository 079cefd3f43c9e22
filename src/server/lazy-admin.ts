import type { FastifyInstance } from 'fastify';
import { addLazyApp } from './lazy-app.ts';
import type { ServerDeps } from './server-deps.ts';

/** Of the admin API: rules and the data of kept runs are larger than requests. */
export const ADMIN_BODY_LIMIT = 16 * 1024 ** 2;

/** What the admin API and the documents about it answer, all below these included. */
const PREFIXES = ['/api/v1', '/docs'];

/**
 * The admin API, loaded with the first request for it: its modules and schemas take 0.35 s of a processor and 25 MiB
 * (measured), which a gateway that nobody administers does not pay.
 */
export function addAdminApi(app: FastifyInstance, deps: ServerDeps): () => Promise<FastifyInstance> {
  return addLazyApp(app, PREFIXES, async () => {
    const { createAdminServer } = await import('./admin-server.ts');
    return createAdminServer(deps, ADMIN_BODY_LIMIT);
  });
}
