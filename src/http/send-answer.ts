import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { isBodiless } from '../engine/answer.ts';
import { passedTrailers, type PassedStream } from '../engine/passed-answer.ts';
import type { HeaderFields } from '../engine/header-fields.ts';
import { dropBody, hasBody } from './drop-body.ts';
import type { EncodedAnswer } from './encode-answer.ts';

const NOTHING = Buffer.alloc(0);
const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * Sends an answer as it is, with the headers that the reply has already. Not by Fastify, which gives each text a content
 * type, and JSON a charset. Node writes the headers as UTF-8 when they go out with a text: those with bytes above 127 go
 * with a buffer. The connection may close after the answer, but not before the whole request has been read: the kernel
 * would reset it, and the answer might be lost.
 * @param large the body, where it is too large to be made into bytes here.
 */
export function sendAnswer(reply: FastifyReply, answer: EncodedAnswer, trx?: string, large?: Buffer): FastifyReply {
  const { status, headers, body } = answer;
  const all = allHeaders(reply, answer, trx);
  if (!isBodiless(status)) all['content-length'] = large?.length ?? Buffer.byteLength(body);
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(status, all);
  const bytes = large ?? (typeof body !== 'string' || isAscii(headers) ? body : Buffer.from(body));
  if (raw.req.complete || !hasBody(raw.req)) raw.end(bytes);
  else {
    raw.write(bytes);
    void dropBody(raw.req).then(() => endAfterBody(raw));
  }
  return reply;
}

/**
 * Sends an answer whose body is still to come, as it comes. A client that takes nothing for as long as the upstream may
 * be silent has left.
 */
export function sendStream(reply: FastifyReply, answer: EncodedAnswer, trx: string, stream: PassedStream): void {
  const { raw } = reply;
  const all = allHeaders(reply, answer, trx);
  const isSent = !isBodiless(answer.status) && raw.req.method !== 'HEAD';
  // Node refuses to announce trailers where none can be sent: to HTTP/1.0, and behind a body whose length is told.
  const isChunked = isSent && raw.useChunkedEncodingByDefault && all['content-length'] === undefined;
  if (!isChunked) delete all.trailer;
  raw.writeHead(answer.status, all);
  if (!isSent) {
    raw.end();
    stream.skip();
    return;
  }
  // Node writes headers with bytes above 127 as they are with a buffer only; and at once, before the first piece.
  raw.write(NOTHING);
  raw.setTimeout(stream.idleMs, () => {
    if (raw.writableNeedDrain) raw.destroy();
  });
  stream.once('end', () => raw.addTrailers(passedTrailers(stream.trailers)));
  pipeline(stream, raw, () => undefined);
}

type Headers = Record<string, number | string | string[] | undefined>;

/** Those that the reply has already, and the answer's. */
function allHeaders(
  reply: FastifyReply,
  { status, headers, isPassed }: EncodedAnswer,
  trx: string | undefined,
): Headers {
  const given = reply.getHeaders();
  const all: Headers = { ...given, ...headers };
  if (isPassed) for (const name in given) if (name.startsWith('access-control-')) all[name] = given[name];
  if (trx !== undefined) all.trx = trx;
  if (given.vary !== undefined && headers.vary !== undefined) all.vary = [given.vary, headers.vary].flat().join(', ');
  // An upstream's would be waited for.
  if (isBodiless(status)) delete all['content-length'];
  if (status === 205) all['content-length'] = 0;
  return all;
}

/** Whoever is still sending then has had the answer for as long as it takes to read it. */
function endAfterBody(raw: ServerResponse): void {
  raw.end(() => {
    if (!raw.req.complete) raw.req.socket.destroySoon();
  });
}

function isAscii(headers: Readonly<HeaderFields>): boolean {
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (typeof value === 'string' ? BEYOND_ASCII.test(value) : value.some((one) => BEYOND_ASCII.test(one)))
      return false;
  }
  return true;
}
