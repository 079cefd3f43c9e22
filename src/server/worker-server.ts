import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { newTrx } from '../engine/ids.ts';
import { sendFailure } from '../http/failure.ts';
import { answerMissingRoutes } from '../http/missing-route.ts';
import { addHealthRoutes } from './health.ts';
import { addMetricsRoute } from './metrics.ts';

type WorkerServerDeps = Parameters<typeof addHealthRoutes>[1] & Parameters<typeof addMetricsRoute>[1];

/** What a process answers that only works on queues: health and metrics. Closing it ends nothing of `deps`. */
export async function createWorkerServer(deps: WorkerServerDeps): Promise<FastifyInstance> {
  const app = fastify({ genReqId: newTrx, forceCloseConnections: true });
  app.setErrorHandler((error, _request, reply) => sendFailure(reply, error));
  answerMissingRoutes(app);
  addHealthRoutes(app, deps);
  addMetricsRoute(app, deps);
  await app.ready();
  return app;
}
