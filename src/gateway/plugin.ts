import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { traceOf } from '../engine/ids.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { bytesIfLarge } from '../large/bytes.ts';
import type { Match, Registry } from '../registry/registry.ts';
import { answerPreflights } from './cors.ts';
import { encodeRefusal } from '../http/encode-answer.ts';
import { targetOf } from './raw-request.ts';
import { serve } from './serve.ts';
import type { ServeDeps, Served } from './serve.ts';
import { sendAnswer } from '../http/send-answer.ts';

export interface GatewayDeps extends ServeDeps {
  readonly prefix: string;
  readonly registry: Pick<Registry, 'find'>;
  readonly corsOrigins: readonly string[];
  readonly draining: () => boolean;
}

/**
 * The configured endpoints, everything under the prefix. The whole life of such a request is an `onRequest` hook:
 * Fastify would judge method, content type and body by its own rules before a handler is called, and here the rule
 * does. `request.id` is the trx.
 */
export function gatewayPlugin(deps: GatewayDeps): FastifyPluginCallback {
  return (app, _options, ready) => {
    app.addHook('onRequest', (request, reply, done) => {
      reply.header('trx', request.id);
      done();
    });
    if (deps.corsOrigins.length > 0) answerPreflights(app);
    app.addHook('onRequest', async (request, reply) => {
      const served = await answer(deps, request);
      const large = bytesIfLarge(served.answer.body);
      return send(deps, reply, served, large && (await large));
    });
    app.all('/*', answeredByHook);
    app.setNotFoundHandler(answeredByHook);
    ready();
  };
}

async function answer(deps: GatewayDeps, request: FastifyRequest): Promise<Served> {
  const trx = request.id;
  try {
    deps.admit();
    const { path, route } = targetOf(request.url, deps.prefix);
    const { rule, params } = found(deps.registry.find(request.method, route), request.method, path);
    const traceparent = request.headers.traceparent;
    const ids = { trx, logId: traceOf(typeof traceparent === 'string' ? traceparent : undefined) };
    return await serve(deps, { request, rule, ids, path, params });
  } catch (thrown) {
    return { trx, replayed: false, answer: encodeRefusal(toStepgateError(thrown), trx) };
  }
}

function found(match: Match, method: string, path: string): Extract<Match, { kind: 'found' }> {
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
  { trx, replayed, answer }: Served,
  large: Buffer | undefined,
): FastifyReply {
  if (replayed) reply.header('idempotent-replayed', 'true');
  if (deps.draining()) reply.header('connection', 'close');
  return sendAnswer(reply, answer, trx, large);
}

function answeredByHook(): never {
  throw new Error('the hook answers every request under the prefix');
}
