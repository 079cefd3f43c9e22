import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Following } from '../engine/following-port.ts';
import { readEventId } from '../engine/event-id.ts';
import type { EventSink } from '../engine/follower.ts';
import type { KeptRun } from '../engine/port.ts';
import { isEnded } from '../engine/run-status.ts';
import type { Clock } from '../clock.ts';

/** So that proxies, and clients, see that the connection is alive. */
const COMMENT_MS = 15_000;
/** What may wait for a reader that does not keep up; with more its connection is closed. */
const MOST_WAITING_BYTES = 1024 ** 2;

export interface EventDeps {
  readonly clock: Clock;
  readonly following: Pick<Following, 'follow' | 'connected'>;
}

/** The event behind which a client goes on: as an `EventSource` says it, or in the query. */
export function afterOf({ headers, query }: Pick<FastifyRequest, 'headers' | 'query'>): string | undefined {
  const { after } = query as { readonly after?: unknown };
  const last = headers['last-event-id'];
  if (typeof last === 'string' && last !== '') return last;
  return typeof after === 'string' && after !== '' ? after : undefined;
}

/** Sends the events of a run as Server-Sent Events, until it has ended. @throws StepgateError 000503 */
export async function sendEvents(
  { clock, following }: EventDeps,
  row: KeptRun,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { raw } = reply;
  const after = afterOf(request);
  if (after !== undefined && isEnded(row.status) && readEventId(row.trx, after)?.isOver) {
    // An `EventSource` comes again whatever is answered but this.
    await reply.code(204).send();
    return;
  }
  const sink = new SseSink(reply);
  const left = following.connected();
  let leave = (): void => undefined;
  let callOff = clock.timer(COMMENT_MS, comment);
  raw.once('close', () => {
    left();
    leave();
    callOff();
  });
  sink.begin(row.trx);
  if (raw.req.method === 'HEAD') return void raw.end();
  leave = await following.follow(row, after, sink).catch((error: unknown) => {
    // Its head is sent: the client comes again.
    raw.destroy();
    throw error;
  });
  if (raw.destroyed) leave();

  function comment(): void {
    sink.comment();
    callOff = clock.timer(COMMENT_MS, comment);
  }
}

class SseSink implements EventSink {
  readonly #reply: FastifyReply;

  constructor(reply: FastifyReply) {
    this.#reply = reply;
  }

  begin(trx: string): void {
    const { raw } = this.#reply;
    const own = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no', trx };
    const headers: OutgoingHttpHeaders = { ...(this.#reply.getHeaders() as OutgoingHttpHeaders), ...own };
    this.#reply.hijack();
    raw.writeHead(200, headers);
    raw.flushHeaders();
  }

  send(id: string, { event, data }: Parameters<EventSink['send']>[1]): void {
    this.#write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  comment(): void {
    this.#write(':\n\n');
  }

  #write(text: string): void {
    const { raw } = this.#reply;
    if (raw.destroyed || raw.writableEnded) return;
    raw.write(text);
    if (raw.writableLength > MOST_WAITING_BYTES) raw.destroy();
  }

  over(): void {
    this.#reply.raw.end();
  }

  away(): void {
    this.#reply.raw.end();
  }
}
