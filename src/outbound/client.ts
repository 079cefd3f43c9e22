import { StepgateError } from '../error.ts';
import { createDialler } from './dial.ts';
import type { Egress } from './egress.ts';
import { Exchange } from './exchange.ts';
import { OriginPool } from './origin-pool.ts';
import type { HttpCall, Outbound } from './outbound.ts';
import { parseTarget, type Target } from './target.ts';
import { createTlsContexts } from './tls-material.ts';
import { checkHeaders, checkedHeaders, hasHeader } from '../wire-header.ts';

export interface OutboundOptions {
  readonly egress: Egress;
  /** At most so many per origin (not limited); a call over that waits, within its timeout. */
  readonly connections?: number | undefined;
  /** How long a connection is used, so that a name that has moved is followed (300,000). */
  readonly maxAgeMs?: number;
}

/** Characters of the URLs of which is kept what was read of them: most calls go to the same few. Over it all is dropped. */
const KEPT_CHARS = 1024 * 1024;

/** Makes the HTTP client. */
export function createOutbound(options: OutboundOptions): Outbound {
  const { egress, connections: limit = Infinity, maxAgeMs = 300_000 } = options;
  const contexts = createTlsContexts();
  const pools = new Map<string, OriginPool>();
  const targets = new Map<string, Target>();
  let keptChars = 0;
  let closed = false;

  const targetOf = (url: string): Target => {
    const known = targets.get(url);
    if (known) return known;
    const target = parseTarget(url);
    keptChars += url.length;
    if (keptChars > KEPT_CHARS) {
      targets.clear();
      keptChars = url.length;
    }
    if (url.length <= KEPT_CHARS) targets.set(url, target);
    return target;
  };

  const poolFor = ({ origin, hostname }: Target, tls: HttpCall['tls']): OriginPool => {
    const certificates = origin.startsWith('https:') ? tls : undefined;
    // Its host was checked when it was made.
    const plain = certificates ? undefined : pools.get(origin);
    if (plain) return plain;
    // Also at dialling; here it is known before a free connection is waited for.
    egress.checkHost(hostname);
    // Connections made with different certificates are different connections.
    const material = certificates && contexts.of(certificates);
    const key = material ? `${origin} ${material.id}` : origin;
    const known = pools.get(key);
    if (known) return known;
    const dialler = createDialler({ egress, ...(material && { secureContext: material.context }) });
    const pool = new OriginPool({ origin, dialler, limit, maxAgeMs, onEmpty: () => pools.delete(key) });
    pools.set(key, pool);
    return pool;
  };

  return {
    send(call) {
      return new Promise((resolve, reject) => {
        if (closed) throw new StepgateError('110007', 'the gateway is shutting down', { retryable: false });
        const target = targetOf(call.url);
        refuseMethod(call.method);
        const pool = poolFor(target, call.tls);
        const request = {
          // undici would read it from its URL again for each call.
          origin: target.origin,
          method: call.method,
          path: target.path,
          headers: wireHeaders(call, target),
          body: call.body === undefined || call.body.length === 0 ? null : call.body,
        };
        const { host } = target;
        const { timeoutMs, signal } = call;
        Exchange.run({ pool, request, host, timeoutMs, signal }, { resolve, reject });
      });
    },
    close() {
      closed = true;
      for (const pool of [...pools.values()]) pool.destroy();
      return Promise.resolve();
    },
  };
}

function wireHeaders({ headers: own, checked }: HttpCall, { credentials }: Target): string[] {
  if (checked) checkHeaders(own);
  const headers = checked ? [...checked, ...own] : checkedHeaders(own);
  if (credentials !== undefined && !hasHeader(headers, 'authorization')) headers.push('authorization', credentials);
  return headers;
}

/** CONNECT makes a tunnel of the connection; TRACE sends credentials back. */
function refuseMethod(method: string): void {
  if (/^[A-Z][A-Z-]*$/.test(method) && method !== 'CONNECT' && method !== 'TRACE') return;
  throw new StepgateError('110007', `the call cannot be sent: the method ${JSON.stringify(method)} is not allowed`, {
    retryable: false,
  });
}
