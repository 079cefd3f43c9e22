import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyPluginAsync, FastifySchema } from 'fastify';
import { adminPlugin } from '../admin/plugin.ts';
import { createSignIn } from '../admin/sign-in.ts';
import type { Role } from '../store/accounts.ts';
import type { ServerDeps } from './server-deps.ts';

const PREFIX = '/api/v1';

const DOCS = {
  routePrefix: '/docs',
  uiConfig: {
    urls: [
      { url: `${PREFIX}/openapi.json`, name: 'Administrators and operators' },
      { url: '/openapi.json', name: 'Configured endpoints' },
    ],
  },
  staticCSP: "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
};

/** The admin API, its OpenAPI document, and `/docs`, which shows it; all assets of that page come from here. */
export function adminApi(deps: ServerDeps): FastifyPluginAsync {
  const { options } = deps;
  return async (app) => {
    await app.register(fastifySwagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'Stepgate: administrators and operators', version: options.version },
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
        security: [{ token: [] }],
      },
      convertConstToEnum: false,
      transform: ({ schema, url, route }) => ({ schema: documented(schema, url, route.config?.role), url }),
    });
    const admin = { ...deps, prefix: options.prefix, signIn: createSignIn(deps) };
    await app.register(adminPlugin(admin), { prefix: PREFIX });
    await app.register(fastifySwaggerUi, DOCS);
  };
}

/** Grouped by resource, with the role that a call needs. */
function documented(schema: FastifySchema, url: string, role: Role | 'public' = 'public'): FastifySchema {
  const tag = url.slice(PREFIX.length).split('/')[1] ?? '';
  const access = role === 'public' ? { security: [] } : { description: `Needs the role ${role}.` };
  return { ...schema, tags: [tag], ...access };
}
