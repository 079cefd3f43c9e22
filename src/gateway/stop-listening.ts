import { Server } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * No new connections from now on. Open ones stay, so that a request on one of them still gets its answer, 503 with
 * `Connection: close`: `http.Server.close()` would cut the idle ones, and the request would be lost instead.
 */
export function stopListening(app: FastifyInstance): void {
  Server.prototype.close.call(app.server);
}
