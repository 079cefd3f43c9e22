import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import type { Following } from '../engine/following-port.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import type { StepgateError as Refusal } from '../error.ts';
import { CLOSE } from '../http/message-socket.ts';
import type { MessageSocket } from '../http/message-socket.ts';
import { originForm } from './own-form.ts';

/** So that proxies see that the connection is alive, and the server whether the client is. */
const PING_MS = 15_000;
/** What may wait for a reader that does not keep up; with more its connection is closed. */
const MOST_WAITING_BYTES = 1024 ** 2;
const LARGEST_MESSAGE_BYTES = 64 * 1024;
/** How long a client may take to close its side. */
const CLOSE_MS = 500;
/** The subprotocol of those that speak one; others name what they bring: `bearer.<token>`. */
const PROTOCOL = 'stepgate';

/** What is talked about at an address. */
export interface SocketRoute {
  readonly path: RegExp;
  /** Decides before the handshake; gives what talks after it. @throws StepgateError it is refused. */
  readonly open: (request: IncomingMessage, url: URL) => Promise<(socket: MessageSocket) => void>;
}

export interface SocketDeps {
  readonly clock: Clock;
  readonly engine: { readonly following: Pick<Following, 'connected'> };
  readonly draining: () => boolean;
  /** Answers instead of the handshake. */
  readonly refuse: (socket: Socket, refusal: Refusal) => void;
}

/** Whether a request asks for a WebSocket, where there is one. Any other is answered as if it did not ask. */
export function isUpgrade(routes: readonly SocketRoute[], { url, headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && routeOf(routes, urlOf(url)) !== undefined;
}

/** Opens WebSockets; they close when the server does. */
export function addSockets(app: FastifyInstance, routes: readonly SocketRoute[], deps: SocketDeps): void {
  const open = new Set<OpenSocket>();
  let loaded: Promise<WebSocketServer> | undefined;
  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    void upgrade(request, socket, head).catch((thrown: unknown) => {
      const error = toStepgateError(thrown);
      if (error.code === '110000') app.log.error({ err: error }, 'a WebSocket could not be opened');
      deps.refuse(socket, error);
    });
  });
  app.addHook('preClose', (done) => {
    for (const one of open) one.close(CLOSE.goingAway, 'the process shuts down');
    done();
  });

  async function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    if (deps.draining()) throw new StepgateError('000503', 'the gateway is shutting down', { retryAfterMs: 1000 });
    const url = urlOf(request.url);
    const talk = await routeOf(routes, url)?.open(request, url);
    const server = await (loaded ??= create());
    server.handleUpgrade(request, socket, head, (opened) => {
      const one = new OpenSocket(opened, deps.clock);
      const left = deps.engine.following.connected();
      open.add(one);
      one.onClose(() => {
        open.delete(one);
        left();
      });
      talk?.(one);
    });
  }
}

/** Its package is loaded with the first one. */
async function create(): Promise<WebSocketServer> {
  const ws = await import('ws');
  const handleProtocols = (protocols: Set<string>): string | false => protocols.has(PROTOCOL) && PROTOCOL;
  return new ws.WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES, handleProtocols });
}

function urlOf(text = '/'): URL {
  return URL.parse(originForm(text), 'http://localhost') ?? new URL('http://localhost/');
}

function routeOf(routes: readonly SocketRoute[], { pathname }: URL): SocketRoute | undefined {
  return routes.find(({ path }) => path.test(pathname));
}

class OpenSocket implements MessageSocket {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  #callOff: () => void;
  #isAlive = true;

  constructor(socket: WebSocket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    this.#callOff = clock.timer(PING_MS, () => this.#ping());
    socket.on('pong', () => (this.#isAlive = true));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#callOff());
  }

  #ping(): void {
    if (!this.#isAlive) return this.#socket.terminate();
    this.#isAlive = false;
    this.#socket.ping();
    this.#callOff = this.#clock.timer(PING_MS, () => this.#ping());
  }

  send(message: object): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify(message));
    if (this.#socket.bufferedAmount > MOST_WAITING_BYTES) this.#socket.terminate();
  }

  close(code: number, reason?: string): void {
    this.#socket.close(code, reason);
    const callOff = this.#clock.timer(CLOSE_MS, () => this.#socket.terminate());
    this.#socket.once('close', callOff);
  }

  onMessage(take: (text: string) => void): void {
    this.#socket.on('message', (data: Buffer) => take(data.toString()));
  }

  onClose(act: () => void): void {
    this.#socket.once('close', act);
  }
}
