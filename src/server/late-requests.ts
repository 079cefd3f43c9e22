import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';
import { mayTakeLong } from '../http/long-body.ts';
import { answerUnderWay } from './end-connections.ts';

/** How often it is looked for requests that are late. */
const CHECK_MS = 1000;

interface LateDeps {
  readonly clock: Clock;
  /** The server's connections. */
  readonly open: ReadonlySet<Socket>;
  /** Answers a connection whose request is late, and ends it. */
  readonly refuse: (socket: Socket) => void;
}

/**
 * Refuses requests whose body has not come in the time that headers have. Node's own `requestTimeout` knows no exceptions:
 * a large body that is passed on may take long.
 */
export function refuseLateBodies(app: FastifyInstance, { clock, open, refuse }: LateDeps): void {
  /** When it was first seen that a request was not whole. */
  const since = new WeakMap<IncomingMessage, number>();
  const look = (socket: Socket): void => {
    const request = answerUnderWay(socket)?.req;
    if (!request || request.complete || mayTakeLong(request)) return;
    const seen = since.get(request);
    if (seen === undefined) since.set(request, clock.elapsed());
    else if (clock.elapsed() - seen >= app.server.headersTimeout) refuse(socket);
  };
  const timer = setInterval(() => open.forEach(look), CHECK_MS).unref();
  app.addHook('onClose', (_app, done) => {
    clearInterval(timer);
    done();
  });
}
