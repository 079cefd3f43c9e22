import fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import { signedInOperator } from '../admin/authenticate.ts';
import { addClient } from '../http/client.ts';
import { sendFailure } from '../http/failure.ts';
import { answerMissingRoutes } from '../http/missing-route.ts';
import { newTrx } from '../engine/ids.ts';
import { StepgateError } from '../error.ts';
import { createAdmission } from '../gateway/admission.ts';
import { answerClientError, refuseSocket, requestTooLate } from './client-error.ts';
import { addCorsHeaders, corsHeaders } from '../gateway/cors.ts';
import type { CorsHeaders } from '../gateway/cors.ts';
import { refuseWhileDraining, shuttingDown } from './draining.ts';
import { endConnections, openSockets } from './end-connections.ts';
import { addHealthRoutes } from './health.ts';
import { createLoopLag } from '../gateway/loop-lag.ts';
import { refuseLateBodies } from './late-requests.ts';
import { answerInOwnForm, originForm } from './own-form.ts';
import { callbackPlugin } from '../gateway/callback-plugin.ts';
import { CALLBACK_PATH } from '../gateway/callback-url.ts';
import { gatewayPlugin } from '../gateway/plugin.ts';
import { RUNS_PATH, runsPlugin } from '../gateway/runs-plugin.ts';
import { sendRefusal } from '../http/send-refusal.ts';
import type { ServerDeps } from './server-deps.ts';
import { ADMIN_BODY_LIMIT, addAdminApi } from './lazy-admin.ts';
import { addConsole } from './lazy-console.ts';
import { socketRoutes } from './socket-routes.ts';
import { addSockets, isUpgrade } from './sockets.ts';
import type { SocketRoute } from './sockets.ts';
import { addMetricsRoute } from './metrics.ts';
import { addDocumentRoutes } from './documents.ts';

const REQUEST_TIMEOUT_MS = 30_000;

/** How often Node looks for requests that are late. */
const TIMEOUT_CHECK_MS = 1000;

/**
 * The process's whole HTTP surface, ready to listen: the configured endpoints, the admin API, the console, health,
 * metrics and documents. Closing it ends nothing of `deps`.
 */
export async function createServer(deps: ServerDeps): Promise<FastifyInstance> {
  const { options } = deps;
  const cors = corsHeaders([options.prefix, RUNS_PATH], options.corsOrigins);
  const sockets = socketRoutes(deps, () => loadAdmin());
  const app = createApp(deps, cors, sockets);
  const lag = createLoopLag(deps.clock);
  // A start takes over a second on a busy machine, and nobody has waited for it.
  app.server.once('listening', () => lag.restart());
  app.addHook('onClose', (_app, done) => {
    lag.stop();
    done();
  });
  const open = openSockets(app);
  endConnections(app, {
    clock: deps.clock,
    open,
    drainLeftMs: deps.drainLeftMs,
    refuse: (socket) => refuseSocket(socket, shuttingDown(), cors),
  });
  refuseLateBodies(app, {
    clock: deps.clock,
    open,
    refuse: (socket) => refuseSocket(socket, requestTooLate(), cors),
  });
  addSockets(app, sockets, { ...deps, refuse: (socket, refusal) => refuseSocket(socket, refusal, cors) });
  if (options.corsOrigins.length > 0) addCorsHeaders(app, cors);
  addClient(app, options.trustProxy);
  answerInOwnForm(app);
  refuseWhileDraining(app, deps);
  app.setErrorHandler((error, _request, reply) => sendFailure(reply, error));
  answerMissingRoutes(app);
  addHealthRoutes(app, deps);
  addMetricsRoute(app, deps);
  addDocumentRoutes(app, deps);
  const loadAdmin = addAdminApi(app, deps);
  addConsole(app, deps);
  const { engine, registry, log, store, clock, draining } = deps;
  const admit = createAdmission({ engine, lag, ...options });
  const gateway = {
    engine,
    registry,
    log,
    admit,
    clock,
    idempotency: store.idempotency,
    runs: store.runs,
    queues: store.queues,
    draining,
    ...options,
  };
  await app.register(gatewayPlugin(gateway), { prefix: options.prefix });
  const callbacks = { engine, signer: store, log, ...options };
  await app.register(callbackPlugin(callbacks), { prefix: CALLBACK_PATH });
  const operatorOf = (request: FastifyRequest) => signedInOperator(store.tokens, request);
  const runs = { engine, store, clock, draining, log, ...options, operatorOf };
  await app.register(runsPlugin(runs), { prefix: RUNS_PATH });
  for (const plugin of deps.plugins ?? []) await app.register(plugin);
  await app.ready();
  return app;
}

function createApp({ log }: ServerDeps, cors: CorsHeaders, sockets: readonly SocketRoute[]): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log;
  return fastify({
    loggerInstance,
    // One line per run is written elsewhere.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    genReqId: newTrx,
    rewriteUrl: ({ url }) => originForm(url ?? '/'),
    requestTimeout: 0,
    http: {
      headersTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      requireHostHeader: false,
      shouldUpgradeCallback: (request) => isUpgrade(sockets, request),
    },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, cors),
    // A path that is not percent-encoded as it should be: Fastify answers it before any hook.
    frameworkErrors: (cause, { url, headers }, reply) => {
      reply.headers(cors(url, headers));
      const message = `the path ${JSON.stringify(url.slice(0, 200))} is malformed`;
      void sendRefusal(reply, new StepgateError('000400', message, { cause }));
    },
    // Closing has no time limit of its own: it waits for answers under way.
    pluginTimeout: 0,
    // While draining, every path is answered in its own form.
    return503OnClosing: false,
    bodyLimit: ADMIN_BODY_LIMIT,
  });
}
