import type { ServerResponse } from 'node:http';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { traceOf } from '../engine/ids.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { bytesIfLarge } from '../large/bytes.ts';
import type { Match, Registry } from '../registry/registry.ts';
import { answerPreflights } from './cors.ts';
import { compressAnswer } from '../http/compress-answer.ts';
import { encodeRefusal } from '../http/encode-answer.ts';
import { clientIdOf } from './client-id.ts';
import { targetOf } from './raw-request.ts';
import { serve } from './serve.ts';
import type { Call, ServeDeps, Served } from './serve.ts';
import { sendAnswer, sendStream } from '../http/send-answer.ts';

export interface GatewayDeps extends ServeDeps {
  readonly prefix: string;
  readonly registry: Pick<Registry, 'find'>;
  readonly corsOrigins: readonly string[];
  /** Whether long answers are compressed for clients that accept it. */
  readonly compress: boolean;
  readonly draining: () => boolean;
}

/**
 * The configured endpoints, everything under the prefix. The whole life of such a request is an `onRequest` hook:
 * Fastify would judge method, content type and body by its own rules before a handler is called, and here the rule
 * does. `request.id` is the trx.
 */
export function gatewayPlugin(deps: GatewayDeps): FastifyPluginCallback {
  return (app, _options, ready) => {
    if (deps.corsOrigins.length > 0) answerPreflights(app);
    app.addHook('onRequest', (request, reply) => {
      // Fastify goes no further: the answer is not its.
      reply.hijack();
      respond(deps, request, reply).catch(() => reply.raw.destroy());
    });
    app.all('/*', answeredByHook);
    app.setNotFoundHandler(answeredByHook);
    ready();
  };
}

async function respond(deps: GatewayDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const trx = request.id;
  try {
    const served = await serve(deps, call(deps, request, reply.raw));
    const compressed = deps.compress
      ? compressAnswer(served.answer, request.headers['accept-encoding'])
      : served.answer;
    const answer = compressed instanceof Promise ? await compressed : compressed;
    const large = bytesIfLarge(answer.body);
    send(deps, reply, { ...served, answer }, large && (await large));
  } catch (thrown) {
    const error = toStepgateError(thrown);
    if (error.code === '110000') deps.log.error({ err: error, trx }, 'a request could not be served');
    // With its headers it has promised another answer.
    if (reply.raw.headersSent) reply.raw.destroy();
    else send(deps, reply, { trx, replayed: false, answer: encodeRefusal(error, trx) }, undefined);
  }
}

/** @throws StepgateError 000503, 000404, 000405, 110000: it leads to no rule that can be run. */
function call(deps: GatewayDeps, request: FastifyRequest, response: ServerResponse): Call {
  deps.admit();
  const { path, route } = targetOf(request.url, deps.prefix);
  const { rule, params } = found(deps.registry.find(request.method, route), request.method, path);
  const traceparent = request.headers.traceparent;
  const { address, forwarded } = request.client;
  const logId = traceOf(typeof traceparent === 'string' ? traceparent : undefined);
  return {
    request,
    response,
    rule,
    ids: { trx: request.id, logId, forwarded, clientId: clientIdOf(request.headers['client-id']) },
    path,
    params,
    ip: address,
  };
}

/** The rule of a match. @throws StepgateError 000404, 000405, 110000: it leads to none that can be run. */
export function found(match: Match, method: string, path: string): Extract<Match, { kind: 'found' }> {
  switch (match.kind) {
    case 'found':
      return match;
    case 'none':
      throw new StepgateError('000404', `there is no rule at ${path}`);
    case 'method': {
      const { allow } = match;
      throw new StepgateError('000405', `${path} does not take ${method}, but ${allow.join(', ')}`, { allow });
    }
    case 'broken':
      throw new StepgateError(
        '110000',
        `version ${match.rule.version} of this rule does not compile; the log says why. Correct the rule and save it again`,
      );
  }
}

function send(
  deps: GatewayDeps,
  reply: FastifyReply,
  { trx, replayed, answer, stream }: Served,
  large: Buffer | undefined,
): void {
  if (replayed) reply.header('idempotent-replayed', 'true');
  if (deps.draining()) reply.header('connection', 'close');
  if (stream) sendStream(reply, answer, trx, stream);
  else sendAnswer(reply, answer, trx, large);
}

function answeredByHook(): never {
  throw new Error('the hook answers every request under the prefix');
}
