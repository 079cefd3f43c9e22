import type { FastifyInstance } from 'fastify';
import type { Role, TokenStore } from '../store/accounts.ts';
import { authenticate } from './authenticate.ts';
import type { Caller } from './authenticate.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call a route of the admin API. */
    role?: Role | 'public';
  }
  interface FastifyRequest {
    /** Of a route of the admin API that is not public. */
    caller: Caller;
  }
}

/**
 * Guards every route that is added to `app` from now on. A route that does not say who may call it keeps the program
 * from starting. The caller is known before the body is read.
 */
export function guardRoutes(app: FastifyInstance, tokens: TokenStore): void {
  app.decorateRequest('caller');
  app.addHook('onRoute', (route) => {
    if (route.config?.role === undefined) {
      throw new Error(`route ${String(route.method)} ${route.url} declares no role; add \`config: { role: … }\``);
    }
  });
  app.addHook('onRequest', async (request) => {
    const { role } = request.routeOptions.config;
    if (role === undefined || role === 'public') return;
    request.caller = await authenticate(tokens, request, role);
  });
}
