import type {} from '@fastify/swagger';
import type { AdminApp } from './admin-app.ts';

/** The OpenAPI document of this API, made of the routes' own schemas. */
export function addOpenApiRoute(app: AdminApp): void {
  app.get('/openapi.json', { config: { role: 'public' }, schema: { hide: true } }, () => app.swagger());
}
