import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyPluginAsync, FastifySchema } from 'fastify';
import { apiGroups, groupOf } from '../admin/api-group.ts';
import { adminPlugin } from '../admin/plugin.ts';
import { createSignIn } from '../admin/sign-in.ts';
import type { Role } from '../store/accounts.ts';
import { docsPage } from './docs-page.ts';
import type { ServerDeps } from './server-deps.ts';

const PREFIX = '/api/v1';

const DESCRIPTION = [
  'For administrators and operators. All answers are JSON: `{"code": 200, "msg": "success", "data": …}`; a failure has a',
  'code of six digits, what happened in `msg`, and the refused fields in `errors`.',
  'To try a call here, send **POST /api/v1/login** (at the end) with your name and password, and give the token of its',
  'answer to **Authorize**. A call says which role it needs; each role may also do what the ones before it may: viewer,',
  'operator, developer, admin.',
].join(' ');

/** The admin API, its OpenAPI document, and `/docs`, which shows it; all assets of that page come from here. */
export function adminApi(deps: ServerDeps): FastifyPluginAsync {
  const { options } = deps;
  return async (app) => {
    await app.register(fastifySwagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'Stepgate REST API', version: options.version, description: DESCRIPTION },
        tags: apiGroups.map(({ name, description }) => ({ name, description })),
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
        security: [{ token: [] }],
      },
      convertConstToEnum: false,
      transform: ({ schema, url, route }) => ({ schema: documented(schema, url, route.config?.role), url }),
    });
    const admin = { ...deps, prefix: options.prefix, signIn: createSignIn(deps) };
    await app.register(adminPlugin(admin), { prefix: PREFIX });
    await app.register(fastifySwaggerUi, docsPage);
  };
}

/** In its group, with the role that a call needs. */
function documented(schema: FastifySchema, url: string, role: Role | 'public' = 'public'): FastifySchema {
  // Its own page is in no group, and not shown.
  if (schema.hide === true) return schema;
  const access =
    role === 'public'
      ? { security: [] }
      : { description: [schema.description, `Needs the role ${role}.`].filter(Boolean).join(' ') };
  const body = schema.body === undefined ? {} : { body: withoutPatterns(schema.body) };
  return { ...schema, ...body, tags: [groupOf(url.slice(PREFIX.length))], ...access };
}

/** What makes the document would say of `metadata.NAME` that any other field may stand there, too. */
function withoutPatterns(schema: unknown): unknown {
  const isLeftOut = (key: string, value: unknown) =>
    key === 'patternProperties' && JSON.stringify(value).startsWith('{"^metadata');
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => (isLeftOut(key, value) ? undefined : value));
}
