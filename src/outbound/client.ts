import { Readable } from 'node:stream';
import { StepgateError } from '../error.ts';
import { createDialler } from './dial.ts';
import type { Egress } from './egress.ts';
import type { ConnectionCallOptions } from './connection-call.ts';
import { Exchange } from './exchange.ts';
import { OriginPool } from './origin-pool.ts';
import type { HttpCall, Outbound } from './outbound.ts';
import { StreamedExchange } from './streamed-exchange.ts';
import type { FindProxy } from './proxy.ts';
import type { Target } from './target.ts';
import { createTargets } from './targets.ts';
import { createTlsContexts } from './tls-material.ts';
import { checkHeaders, checkedHeaders, hasHeader } from '../wire-header.ts';

export interface OutboundOptions {
  readonly egress: Egress;
  /** At most so many per origin (not limited); a call over that waits, within its timeout. */
  readonly connections?: number | undefined;
  /** How long a connection is used, so that a name that has moved is followed (300,000). */
  readonly maxAgeMs?: number;
  /** Undefined: no call goes over a proxy. */
  readonly findProxy?: FindProxy | undefined;
}

/** Makes the HTTP client. */
export function createOutbound(options: OutboundOptions): Outbound {
  const { egress, connections: limit = Infinity, maxAgeMs = 300_000, findProxy } = options;
  const contexts = createTlsContexts();
  const pools = new Map<string, OriginPool>();
  const targetOf = createTargets(findProxy);
  let closed = false;

  const poolFor = ({ origin, hostname, proxy }: Target, { tls, http2: asked }: HttpCall): OriginPool => {
    const secure = origin.startsWith('https:');
    const certificates = secure ? tls : undefined;
    const http2 = secure && asked === true;
    // Its host was checked when it was made.
    const plain = certificates || http2 ? undefined : pools.get(origin);
    if (plain) return plain;
    // Also at dialling; here it is known before a free connection is waited for.
    egress.checkHost(hostname);
    // Connections made with different certificates, or protocols to choose from, are different connections.
    const material = certificates && contexts.of(certificates);
    const key = [origin, ...(material ? [material.id] : []), ...(http2 ? ['h2'] : [])].join(' ');
    const known = pools.get(key);
    if (known) return known;
    const dialler = createDialler({ egress, proxy, secureContext: material?.context, http2 });
    const pool = new OriginPool({ origin, dialler, limit, maxAgeMs, onEmpty: () => pools.delete(key) });
    pools.set(key, pool);
    return pool;
  };

  /** @throws StepgateError where the call cannot be sent. */
  const prepare = (call: HttpCall): ConnectionCallOptions => {
    if (closed) throw new StepgateError('110007', 'the gateway is shutting down', { retryable: false });
    const target = targetOf(call.url);
    refuseMethod(call.method);
    const pool = poolFor(target, call);
    const request = {
      // undici would read it from its URL again for each call.
      origin: target.origin,
      method: call.method,
      path: target.path,
      headers: wireHeaders(call, target),
      body: isEmpty(call.body) ? null : call.body,
    };
    const { timeoutMs, signal } = call;
    return { pool, request, host: target.host, timeoutMs, signal };
  };

  return {
    send: (call) => new Promise((resolve, reject) => Exchange.run(prepare(call), { resolve, reject })),
    open: (call, idleMs) =>
      new Promise((resolve, reject) => StreamedExchange.run(prepare(call), idleMs, { resolve, reject })),
    close() {
      closed = true;
      for (const pool of [...pools.values()]) pool.destroy();
      return Promise.resolve();
    },
  };
}

function wireHeaders(
  { headers: own, checked, bodyLength }: HttpCall,
  { origin, credentials, proxy }: Target,
): string[] {
  if (checked) checkHeaders(own);
  const headers = checked ? [...checked, ...own] : checkedHeaders(own);
  if (credentials !== undefined && !hasHeader(headers, 'authorization')) headers.push('authorization', credentials);
  // Through a tunnel, the headers are the upstream's.
  if (proxy?.authorization !== undefined && origin.startsWith('http:') && !hasHeader(headers, 'proxy-authorization'))
    headers.push('proxy-authorization', proxy.authorization);
  if (bodyLength !== undefined) headers.push('content-length', String(bodyLength));
  return headers;
}

function isEmpty(body: HttpCall['body']): body is undefined {
  return body === undefined || (!(body instanceof Readable) && body.length === 0);
}

/** CONNECT makes a tunnel of the connection; TRACE sends credentials back. */
function refuseMethod(method: string): void {
  if (/^[A-Z][A-Z-]*$/.test(method) && method !== 'CONNECT' && method !== 'TRACE') return;
  throw new StepgateError('110007', `the call cannot be sent: the method ${JSON.stringify(method)} is not allowed`, {
    retryable: false,
  });
}
