import type { FastifyReply } from 'fastify';
import type { StepgateError } from '../error.ts';
import { encodeRefusal } from './encode-answer.ts';
import { sendAnswer } from './send-answer.ts';

/** Answers a request that gets no further than this, whatever its path, with a `Trx` of its own. */
export function sendRefusal(reply: FastifyReply, error: StepgateError): FastifyReply {
  const trx = reply.request.id;
  return sendAnswer(reply, encodeRefusal(error, trx), trx);
}
