import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Server } from 'node:net';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';
import { within } from '../within.ts';

/** Node's default: as many connections may wait to be accepted. */
const BACKLOG = 511;

/** How long requests that have come in part, and answers, may take after the deadline. */
const LATE_MS = 2000;

const LOOK_MS = 20;

interface EndDeps {
  readonly clock: Clock;
  /** The server's connections. */
  readonly open: ReadonlySet<Socket>;
  /** How long answers under way may still take when the server closes, milliseconds. */
  readonly drainLeftMs: () => number;
  /** Answers a connection whose request has come in part, and ends it. */
  readonly refuse: (socket: Socket) => void;
}

/**
 * Closes the server's connections once there is nothing on them: answers under way leave first, what has been sent is
 * read. Node by itself closes a connection whose answer is still being written as an idle one, and never those on which
 * nothing came, as browsers and pools open them in advance.
 */
export function endConnections(app: FastifyInstance, { clock, open, drainLeftMs, refuse }: EndDeps): void {
  const { server } = app;
  app.addHook('preClose', async () => {
    const answers = [...open].map(answerUnderWay).filter((answer) => answer !== undefined);
    const left = Promise.all(answers.filter(({ req }) => req.complete).map(closed));
    await within(clock, Math.max(drainLeftMs(), LATE_MS), left);
    await pollPhase();
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    const callOff = clock.timer(LATE_MS, () => {
      for (const socket of open) refuse(socket);
    });
    server.once('close', callOff);
  });
}

/** The server's connections, as they come and go. */
export function openSockets({ server }: FastifyInstance): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return open;
}

/** The answer that is being made or written on a connection; Node's own handlers look at it in the same way. */
export function answerUnderWay(socket: Socket): ServerResponse | undefined {
  return (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage ?? undefined;
}

/** When the last byte of an answer is with the kernel, or its connection has ended. */
async function closed(answer: ServerResponse): Promise<void> {
  if (!answer.closed) await once(answer, 'close');
}

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

/** How many connections the server has. */
export function connectionsOf({ server }: FastifyInstance): Promise<number> {
  return promisify(server.getConnections.bind(server))();
}

/** Resolves when the server has no connection any more, or after `ms`. */
export async function connectionsEnd(app: FastifyInstance, clock: Clock, ms: number): Promise<void> {
  const until = clock.elapsed() + ms;
  while (clock.elapsed() < until && (await connectionsOf(app)) > 0) await clock.sleep(LOOK_MS);
}

/**
 * Resolves after one whole poll phase of the event loop: what could be accepted or read when it was called has been read,
 * and of each listening socket one connection was accepted.
 */
async function pollPhase(): Promise<void> {
  // The first immediate ends the phase under way, the second one the next.
  await setImmediate();
  await setImmediate();
}
