import type { FastifyReply } from 'fastify';
import { isBodiless } from '../engine/answer.ts';
import type { HeaderFields } from '../engine/header-fields.ts';
import type { EncodedAnswer } from './encode-answer.ts';

const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * Sends an answer as it is. Not by Fastify, which gives each text a content type, and JSON a charset. Node writes the
 * headers as UTF-8 when they go out with a text: those with bytes above 127 go with a buffer.
 */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: EncodedAnswer, trx: string): FastifyReply {
  const given = reply.getHeaders();
  const all: Record<string, number | string | string[] | undefined> = { ...given, ...headers, trx };
  if (given.vary !== undefined && headers.vary !== undefined) all.vary = [given.vary, headers.vary].flat().join(', ');
  if (!isBodiless(status)) all['content-length'] = Buffer.byteLength(body);
  else if (status === 205) all['content-length'] = 0;
  reply.hijack();
  reply.raw.writeHead(status, all);
  reply.raw.end(isAscii(headers) ? body : Buffer.from(body));
  return reply;
}

function isAscii(headers: Readonly<HeaderFields>): boolean {
  return !Object.values(headers)
    .flat()
    .some((value) => BEYOND_ASCII.test(value));
}
