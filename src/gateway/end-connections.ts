import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How long answers that are on their way when the server closes may take to leave. */
const LAST_ANSWERS_MS = 2000;

/**
 * Sees to it that closing the server ends. Node closes idle connections by itself, but neither those on which no request
 * ever came, as browsers and pools open them in advance, nor those whose request never comes to its end: and it no
 * longer looks for late requests once it closes.
 */
export function endConnections(app: FastifyInstance): void {
  const { server } = app;
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', (request: IncomingMessage) => unused.delete(request.socket));
  app.addHook('preClose', (done) => {
    for (const socket of unused) socket.destroy();
    const late = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS).unref();
    server.once('close', () => clearTimeout(late));
    done();
  });
}
