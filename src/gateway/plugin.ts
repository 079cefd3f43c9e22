import fastifyCors from '@fastify/cors';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { traceOf } from '../engine/ids.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import type { Match, Registry } from '../registry/registry.ts';
import { corsDelegate } from './cors.ts';
import { encodeRefusal } from './encode-answer.ts';
import { targetOf } from './raw-request.ts';
import { serve } from './serve.ts';
import type { ServeDeps, Served } from './serve.ts';

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
export function gatewayPlugin(deps: GatewayDeps): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRequest', (request, reply, done) => {
      reply.header('trx', request.id);
      done();
    });
    if (deps.corsOrigins.length > 0) await app.register(fastifyCors, { delegator: corsDelegate(deps.corsOrigins) });
    app.addHook('onRequest', async (request, reply) => send(deps, reply, await answer(deps, request)));
    app.all('/*', answeredByHook);
    app.setNotFoundHandler(answeredByHook);
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

function send(deps: GatewayDeps, reply: FastifyReply, { trx, replayed, answer }: Served): FastifyReply {
  reply.code(answer.status).headers(answer.headers).header('trx', trx);
  if (replayed) reply.header('idempotent-replayed', 'true');
  if (deps.draining()) reply.header('connection', 'close');
  return reply.send(answer.body);
}

function answeredByHook(): never {
  throw new Error('the hook answers every request under the prefix');
}
