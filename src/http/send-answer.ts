import type { FastifyReply } from 'fastify';
import { isBodiless } from '../engine/answer.ts';
import type { HeaderFields } from '../engine/header-fields.ts';
import { dropBody, hasBody } from './drop-body.ts';
import type { EncodedAnswer } from './encode-answer.ts';

const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * Sends an answer as it is, with the headers that the reply has already. Not by Fastify, which gives each text a content
 * type, and JSON a charset. Node writes the headers as UTF-8 when they go out with a text: those with bytes above 127 go
 * with a buffer. The connection may close after the answer, but not before the whole request has been read: the kernel
 * would reset it, and the answer might be lost.
 * @param large the body, where it is too large to be made into bytes here.
 */
export function sendAnswer(
  reply: FastifyReply,
  { status, headers, body }: EncodedAnswer,
  trx?: string,
  large?: Buffer,
): FastifyReply {
  const given = reply.getHeaders();
  const all: Record<string, number | string | string[] | undefined> = { ...given, ...headers };
  if (trx !== undefined) all.trx = trx;
  if (given.vary !== undefined && headers.vary !== undefined) all.vary = [given.vary, headers.vary].flat().join(', ');
  if (!isBodiless(status)) all['content-length'] = large?.length ?? Buffer.byteLength(body);
  else if (status === 205) all['content-length'] = 0;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(status, all);
  const bytes = large ?? (isAscii(headers) ? body : Buffer.from(body));
  if (raw.req.complete || !hasBody(raw.req)) raw.end(bytes);
  else {
    raw.write(bytes);
    void dropBody(raw.req).then(() => raw.end());
  }
  return reply;
}

function isAscii(headers: Readonly<HeaderFields>): boolean {
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (typeof value === 'string' ? BEYOND_ASCII.test(value) : value.some((one) => BEYOND_ASCII.test(one)))
      return false;
  }
  return true;
}
