import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { newTrx } from '../engine/ids.ts';
import { StepgateError } from '../error.ts';
import { sendFailure } from '../http/failure.ts';
import { answerMissingRoutes } from '../http/missing-route.ts';

/** Nothing from elsewhere, no script that is not a file of ours; Mantine, CodeMirror and React Flow set styles. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Their names change with their content. */
const FOREVER = { maxAge: '365d', immutable: true };

/**
 * The built console under `/console/`, as a Fastify instance of its own that never listens. Files under `assets/` are
 * themselves or 404; every other path is the application's, which reads it in the browser.
 * @param folder `console/dist`; it may be built later.
 */
export async function createConsoleServer(folder: string, log: Logger): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = log;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    genReqId: newTrx,
    return503OnClosing: false,
  });
  app.setErrorHandler((error, _request, reply) => sendFailure(reply, error));
  answerMissingRoutes(app);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    done();
  });
  await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, suppressWarning: true });
  app.get('/console', (_request, reply) => reply.redirect('/console/', 308));
  app.get<{ Params: { '*': string } }>('/console/assets/*', ({ params }, reply) =>
    reply.sendFile(`assets/${params['*']}`, FOREVER),
  );
  app.get('/console/*', (_request, reply) => sendIndex(reply, folder));
  await app.ready();
  return app;
}

/** @throws StepgateError 000503 when the console is not built. */
function sendIndex(reply: FastifyReply, folder: string): FastifyReply {
  if (!existsSync(path.join(folder, 'index.html'))) {
    throw new StepgateError('000503', `the console is not built; build it with: npm run console:build`);
  }
  // Compared by its ETag each time: it names the files of the version that is installed now.
  return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false });
}
