import type { FastifyInstance, FastifyPluginCallback } from 'fastify';

/**
 * Hands all requests at and below `prefixes` to a Fastify instance of their own, which `create` makes with the first one:
 * what nobody asks for costs neither time at the start nor memory. The function given back gives it.
 */
export function addLazyApp(
  app: FastifyInstance,
  prefixes: readonly string[],
  create: () => Promise<FastifyInstance>,
): () => Promise<FastifyInstance> {
  let loaded: Promise<FastifyInstance> | undefined;
  app.addHook('onClose', async () => {
    await (await loaded)?.close();
  });
  const handOver: FastifyPluginCallback = (scope, _options, done) => {
    // The body is read there.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    // Whatever the method: there are no routes here.
    scope.setNotFoundHandler(async (request, reply) => {
      const behind = await (loaded ??= create());
      reply.hijack();
      behind.routing(request.raw, reply.raw);
    });
    done();
  };
  for (const prefix of prefixes) app.register(handOver, { prefix });
  return () => (loaded ??= create());
}
