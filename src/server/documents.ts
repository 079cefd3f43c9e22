import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { describeEndpoints } from '../gateway/openapi.ts';
import type { JsonObject } from '../json.ts';
import { Pace } from '../large/turn.ts';
import type { ServerDeps } from './server-deps.ts';

/** Documents that anybody may read, and the way to them. */
export function addDocumentRoutes(app: FastifyInstance, { options, registry, ruleSchema }: ServerDeps): void {
  app.get('/schemas/rule.json', (_request, reply) =>
    reply.type('application/schema+json').send(JSON.stringify(ruleSchema)),
  );
  app.get('/openapi.json', async (_request, reply) => {
    const document = await describeEndpoints(await registry.rules(), options);
    return reply.type('application/json; charset=utf-8').send(Readable.from(textsOf(document)));
  });
  app.get('/', () => ({
    name: 'stepgate',
    console: '/console/',
    docs: '/docs',
    openapi: '/openapi.json',
    health: '/health/ready',
  }));
}

/** The document as JSON, in slices: of 5,000 rules it is 10 MiB. */
async function* textsOf({ paths, ...others }: JsonObject): AsyncGenerator<string> {
  const pace = new Pace();
  let text = `${JSON.stringify(others).slice(0, -1)},"paths":{`;
  let separator = '';
  for (const [path, operations] of Object.entries(paths as JsonObject)) {
    text += `${separator}${JSON.stringify(path)}:${JSON.stringify(operations)}`;
    separator = ',';
    if (!pace.isOver) continue;
    yield text;
    text = '';
    await pace.next();
  }
  yield `${text}}}`;
}
