import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Engine } from '../engine/engine.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { sendAnswer } from '../http/send-answer.ts';
import { encodeRefusal } from '../http/encode-answer.ts';
import type { Json } from '../json.ts';
import { isCallbackToken } from './callback-url.ts';
import type { Signer } from './callback-url.ts';
import { decodeRequestBody } from './decode-request-body.ts';
import { readBody } from './read-body.ts';

/** What completes a wait is one value in its row. */
const LARGEST_BODY = 512 * 1024;

export interface CallbackDeps {
  readonly engine: Pick<Engine, 'waits'>;
  readonly signer: Signer;
  readonly bodyLimitBytes: number;
  readonly log: Pick<Logger, 'error'>;
}

/** Taken. */
const TAKEN = {
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ code: '000200' }),
};

/** Where waits are called back. The body is read as that of a rule is, so the answer is not Fastify's. */
export function callbackPlugin(deps: CallbackDeps): FastifyPluginCallback {
  return (app, _options, ready) => {
    app.addHook('onRequest', (request, reply) => {
      reply.hijack();
      take(deps, request)
        .then((trx) => sendAnswer(reply, TAKEN, trx))
        .catch((thrown: unknown) => {
          const error = toStepgateError(thrown);
          if (error.code === '110000') deps.log.error({ err: error, trx: request.id }, 'a callback could not be taken');
          sendAnswer(reply, encodeRefusal(error, request.id), request.id);
        })
        .catch(() => reply.raw.destroy());
    });
    app.all('/*', answeredByHook);
    app.setNotFoundHandler(answeredByHook);
    ready();
  };
}

/** The run that it was for. @throws StepgateError. */
async function take(deps: CallbackDeps, request: FastifyRequest): Promise<string> {
  const { trx, key } = read(deps.signer, request.url);
  if (request.method !== 'POST')
    throw new StepgateError('000405', `a callback is a POST, not a ${request.method}`, { allow: ['POST'] });
  await deps.engine.waits.calledBack(trx, key, () => bodyOf(deps, request));
  return trx;
}

/** @throws StepgateError 000404 it is no URL of a callback of this gateway. */
function read(signer: Signer, url: string): { readonly trx: string; readonly key: string } {
  const [, , trx = '', wait = '', token = '', ...rest] = new URL(url, 'http://localhost').pathname.split('/');
  const key = decoded(wait);
  if (rest.length === 0 && key !== undefined && isCallbackToken(signer, trx, key, token)) return { trx, key };
  throw new StepgateError('000404', 'this is no URL of a callback; take it as {callback.NAME} gives it');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A callback takes JSON, as rules do. */
const JSON_BODY = {
  bodyType: 'json' as const,
  ...{ bodyLists: [], refusesDuplicates: false, maxFiles: 0, bodyLimitBytes: undefined },
};

/** @throws StepgateError 000413, 000415, 000400. */
async function bodyOf({ bodyLimitBytes }: CallbackDeps, request: FastifyRequest): Promise<Json> {
  const bytes = await readBody(request.raw, Math.min(bodyLimitBytes, LARGEST_BODY), JSON_BODY);
  if (bytes === undefined) throw new StepgateError('000400', 'a callback has a body of JSON, and this one has none');
  return decodeRequestBody(JSON_BODY, request.headers, bytes);
}

function answeredByHook(): never {
  throw new Error('the hook answers every request for a callback');
}
