import type { FastifyReply } from 'fastify';
import { StepgateError, isErrorCode, toStepgateError } from '../error.ts';
import { encodeRefusal } from './encode-answer.ts';
import { sendAnswer } from './send-answer.ts';

/** Any thrown value as a StepgateError; what Fastify itself refuses (body too large, wrong type, …) by its status. */
export function toRefused(thrown: unknown): StepgateError {
  if (thrown instanceof StepgateError) return thrown;
  if (thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number') {
    const code = `000${thrown.statusCode}`;
    if (isErrorCode(code)) return new StepgateError(code, thrown.message, { cause: thrown });
  }
  return toStepgateError(thrown);
}

/** Answers a failure; a bug is logged with the id that the answer carries. */
export function sendFailure(reply: FastifyReply, thrown: unknown): FastifyReply {
  const error = toRefused(thrown);
  const bug = error.code === '110000';
  const trx = reply.request.id;
  if (bug) reply.log.error({ err: error, trx }, 'a request could not be served');
  if (error.status === 401) reply.header('www-authenticate', 'Bearer');
  return sendAnswer(reply, encodeRefusal(error, bug ? trx : undefined));
}
