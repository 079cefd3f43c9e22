/**
 * `console/src/api/schema.d.ts`, from the gateway's own OpenAPI document. To write it again: `npm run console:types`.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import type { OpenAPI3 } from 'openapi-typescript';
import fastify from 'fastify';
import { adminApi } from '../src/server/admin-api.ts';
import type { ServerDeps } from '../src/server/server-deps.ts';

const FILE = path.join(import.meta.dirname, 'src/api/schema.d.ts');

const HEAD = '// Written by `npm run console:types` from the OpenAPI document of the REST API.\n\n';

/** The types of the REST API as TypeScript. */
export async function apiTypes(): Promise<string> {
  return HEAD + astToString(await openapiTS(await apiDocument(), { defaultNonNullable: false }));
}

/** The routes' schemas alone: no handler runs, so that what they would need is not there. */
async function apiDocument(): Promise<OpenAPI3> {
  const app = fastify();
  const options = { prefix: '/ps', version: '0.0.0' };
  await app.register(adminApi({ options, store: {} } as unknown as ServerDeps));
  return (await app.inject('/api/v1/openapi.json')).json<OpenAPI3>();
}

if (import.meta.main) writeFileSync(FILE, await apiTypes());
