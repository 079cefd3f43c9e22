import type { FastifyInstance } from 'fastify';
import { authenticate } from '../admin/authenticate.ts';
import type { ServerDeps } from './server-deps.ts';

/** `/metrics` for Prometheus: with a viewer's token, unless the configuration opens it. */
export function addMetricsRoute(
  app: FastifyInstance,
  {
    metrics,
    options,
    store,
  }: Pick<ServerDeps, 'metrics' | 'store'> & { readonly options: Pick<ServerDeps['options'], 'metricsOpen'> },
): void {
  app.get('/metrics', async (request, reply) => {
    if (!options.metricsOpen) await authenticate(store.tokens, request, 'viewer');
    return reply.type(metrics.contentType).send(await metrics.exposition());
  });
}
