import { StepgateError } from '../error.ts';
import { createDialler } from './dial.ts';
import type { Egress } from './egress.ts';
import { Exchange } from './exchange.ts';
import { OriginPool } from './origin-pool.ts';
import type { HttpCall, Outbound } from './outbound.ts';
import { parseTarget, type Target } from './target.ts';
import { createTlsContexts } from './tls-material.ts';
import { toWireHeaders } from './wire-header.ts';

export interface OutboundOptions {
  readonly egress: Egress;
  /** At most so many per origin (not limited); a call over that waits, within its timeout. */
  readonly connections?: number | undefined;
  /** How long a connection is used, so that a name that has moved is followed (300,000). */
  readonly maxAgeMs?: number;
}

/** Makes the HTTP client. */
export function createOutbound(options: OutboundOptions): Outbound {
  const { egress, connections: limit = Infinity, maxAgeMs = 300_000 } = options;
  const contexts = createTlsContexts();
  const pools = new Map<string, OriginPool>();
  let closed = false;

  const poolFor = ({ origin }: Target, tls: HttpCall['tls']): OriginPool => {
    // Connections made with different certificates are different connections.
    const material = tls && origin.startsWith('https:') ? contexts.of(tls) : undefined;
    const key = material ? `${origin} ${material.id}` : origin;
    const known = pools.get(key);
    if (known) return known;
    const dialler = createDialler({ egress, ...(material && { secureContext: material.context }) });
    const pool = new OriginPool({ origin, dialler, limit, maxAgeMs, onEmpty: () => pools.delete(key) });
    pools.set(key, pool);
    return pool;
  };

  return {
    async send(call) {
      if (closed) throw new StepgateError('110007', 'the gateway is shutting down', { retryable: false });
      const target = parseTarget(call.url);
      refuseMethod(call.method);
      // Also at dialling; here it is known before a free connection is waited for.
      egress.checkHost(target.hostname);
      return Exchange.run({
        pool: poolFor(target, call.tls),
        request: {
          method: call.method,
          path: target.path,
          headers: wireHeaders(call, target),
          body: call.body === undefined || call.body.length === 0 ? null : call.body,
        },
        host: target.host,
        timeoutMs: call.timeoutMs,
        signal: call.signal,
      });
    },
    close() {
      closed = true;
      for (const pool of [...pools.values()]) pool.destroy();
      return Promise.resolve();
    },
  };
}

function wireHeaders(call: HttpCall, target: Target): string[] {
  const headers = toWireHeaders(call.headers);
  const names = new Set(Object.keys(call.headers).map((name) => name.toLowerCase()));
  if (!names.has('accept-encoding')) headers.push('accept-encoding', 'gzip, deflate, br');
  if (!names.has('user-agent')) headers.push('user-agent', 'stepgate');
  if (target.credentials !== undefined && !names.has('authorization')) {
    headers.push('authorization', target.credentials);
  }
  return headers;
}

/** CONNECT makes a tunnel of the connection; TRACE sends credentials back. */
function refuseMethod(method: string): void {
  if (/^[A-Z][A-Z-]*$/.test(method) && method !== 'CONNECT' && method !== 'TRACE') return;
  throw new StepgateError('110007', `the call cannot be sent: the method ${JSON.stringify(method)} is not allowed`, {
    retryable: false,
  });
}
