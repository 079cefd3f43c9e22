import type { FastifyInstance } from 'fastify';
import { StepgateError } from '../error.ts';
import { sendRefusal } from '../http/send-refusal.ts';
import type { ServerDeps } from './server-deps.ts';

type Shutdown = Pick<ServerDeps, 'draining' | 'endsConnection'>;

/** Answered also while draining, so that monitoring sees why. */
const STILL_ANSWERED = /^\/(?:health|metrics)(?:[/?]|$)/;

const RETRY_AFTER_MS = 1000;

/**
 * While the process shuts down, a new request on an open connection gets 503, and the connection ends. Where
 * other processes serve on, the request is served, and the connection ends.
 */
export function refuseWhileDraining(app: FastifyInstance, { draining, endsConnection }: Shutdown): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (endsConnection()) reply.header('connection', 'close');
    if (!draining()) return done();
    reply.header('connection', 'close');
    if (STILL_ANSWERED.test(request.url)) return done();
    sendRefusal(reply, shuttingDown());
  });
}

export function shuttingDown(): StepgateError {
  const message = 'the gateway is shutting down; send the request again';
  return new StepgateError('000503', message, { retryAfterMs: RETRY_AFTER_MS });
}
