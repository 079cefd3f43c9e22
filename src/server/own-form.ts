import type { FastifyInstance } from 'fastify';
import { StepgateError } from '../error.ts';
import { sendRefusal } from '../http/send-refusal.ts';

const AUTHORITY = /^https?:\/\/[^/?#]*/i;

/**
 * Takes over what Node would answer by itself, without a body and a `Trx`: a request without `Host` (Node's own check is
 * off), or with several of them, and an `Expect` that it does not know, which may be ignored (RFC 9110, 10.1.1).
 */
export function answerInOwnForm(app: FastifyInstance): void {
  app.server.on('checkExpectation', (request, response) => app.routing(request, response));
  app.addHook('onRequest', ({ headers, raw }, reply, done) => {
    const hasHost = headers.host !== undefined || raw.httpVersionMinor === 0;
    if (hasHost && !hasSeveralHosts(raw.rawHeaders)) return done();
    const what = hasHost ? 'several Host headers, and one is allowed' : 'no Host header, which HTTP/1.1 requires';
    sendRefusal(reply, new StepgateError('000400', `the request has ${what}`));
  });
}

/** Node takes the first; who stands in front of the gateway may have taken another (RFC 9112, 3.2). */
function hasSeveralHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts > 1;
}

/** A request line's target without scheme and authority, with which a client may send it as to a proxy (RFC 9112, 3.2.2). */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const authority = AUTHORITY.exec(target)?.[0];
  if (authority === undefined) return target;
  const rest = target.slice(authority.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
