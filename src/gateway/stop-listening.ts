import { Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { pollPhase } from './poll-phase.ts';

/** Node's default: as many connections may wait to be accepted. */
const BACKLOG = 511;

/**
 * Closes the listening sockets once all connections that waited there have been accepted: closing resets those that wait,
 * with the requests on them. Resolves when what had been sent before has been read. Open connections stay, so that a
 * request on one of them still gets its answer, 503 with `Connection: close`; `http.Server.close()` would cut idle ones.
 */
export async function stopListening({ server }: FastifyInstance): Promise<void> {
  let accepted = 0;
  const count = (): void => void (accepted += 1);
  server.on('connection', count);
  let before: number;
  do {
    before = accepted;
    await pollPhase();
    // Beyond the backlog are only connections that were opened later.
  } while (accepted > before && accepted <= BACKLOG);
  server.off('connection', count);
  Server.prototype.close.call(server);
  await pollPhase();
}
