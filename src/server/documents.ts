import type { FastifyInstance } from 'fastify';
import { describeEndpoints } from '../gateway/openapi.ts';
import type { ServerDeps } from './server-deps.ts';

/** Documents that anybody may read, and the way to them. */
export function addDocumentRoutes(app: FastifyInstance, { options, registry, ruleSchema }: ServerDeps): void {
  app.get('/schemas/rule.json', (_request, reply) =>
    reply.type('application/schema+json').send(JSON.stringify(ruleSchema)),
  );
  app.get('/openapi.json', () => describeEndpoints(registry.rules(), options));
  app.get('/', () => ({
    name: 'stepgate',
    docs: '/docs',
    openapi: '/openapi.json',
    health: '/health/ready',
  }));
}
