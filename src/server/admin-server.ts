import fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { newTrx } from '../engine/ids.ts';
import { addClient } from '../http/client.ts';
import { sendFailure } from '../http/failure.ts';
import { answerMissingRoutes } from '../http/missing-route.ts';
import { adminApi } from './admin-api.ts';
import type { ServerDeps } from './server-deps.ts';

/**
 * The admin API and its documents as a Fastify instance of their own, ready to be handed requests; it never listens.
 * @param bodyLimit bytes.
 */
export async function createAdminServer(deps: ServerDeps, bodyLimit: number): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = deps.log;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    genReqId: newTrx,
    pluginTimeout: 0,
    return503OnClosing: false,
    bodyLimit,
  });
  addClient(app, deps.options.trustProxy);
  app.setErrorHandler((error, _request, reply) => sendFailure(reply, error));
  answerMissingRoutes(app);
  await app.register(adminApi(deps));
  await app.ready();
  return app;
}
