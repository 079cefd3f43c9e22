import type { Clock } from '../clock.ts';
import { StepgateError } from '../error.ts';
import type { AnswerHead, HttpCall } from '../outbound/outbound.ts';

/** Answers that say where else to call (RFC 9110, 15.4). */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Of one origin: another one does not get them. */
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'host']);

/** Of a body, or of a call that changes something: a GET that is made of it has none. */
const OF_BODY = /^(?:content-.*|idempotency-key)$/;

/** Sends one hop. @param isTrusted it may carry credentials: no hop before it went to another origin. */
export type SendHop<A extends AnswerHead> = (call: HttpCall, isTrusted: boolean) => Promise<A>;

/**
 * Sends a call, and follows at most so many redirects; after them the last one is the answer. All hops share the call's
 * time limit. Credentials once lost stay lost.
 * @param drop is given the answers that are not the last.
 * @throws StepgateError as `send`; 110006 a redirect to what is no http URL.
 */
export async function followRedirects<A extends AnswerHead>(
  send: SendHop<A>,
  call: HttpCall,
  redirects: number,
  clock: Clock,
  drop: (answer: A) => void,
): Promise<A> {
  const end = clock.elapsed() + call.timeoutMs;
  let hop = call;
  let isTrusted = true;
  for (let left = redirects; ; left--) {
    const answer = await send(hop, isTrusted);
    const url = left > 0 && REDIRECTS.has(answer.status) ? locationOf(answer, hop.url) : undefined;
    if (!url) return answer;
    drop(answer);
    isTrusted &&= url.origin === new URL(hop.url).origin;
    hop = nextHop(hop, answer.status, url, isTrusted, Math.max(1, end - clock.elapsed()));
  }
}

/** Undefined: the answer does not say where. */
function locationOf({ headers }: AnswerHead, base: string): URL | undefined {
  const location = [headers.location].flat()[0];
  if (location === undefined) return undefined;
  // Its bytes are read as Latin-1; what is beyond ASCII in a URL is UTF-8.
  const url = URL.parse(Buffer.from(location, 'latin1').toString(), base);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new StepgateError('110006', 'the upstream redirects to what is no http or https URL', { retryable: false });
}

function nextHop(call: HttpCall, status: number, { href }: URL, isTrusted: boolean, timeoutMs: number): HttpCall {
  const { method, body, headers, checked, ...rest } = call;
  const becomesGet =
    status === 303 ? method !== 'GET' && method !== 'HEAD' : (status === 301 || status === 302) && method === 'POST';
  const keep = (name: string): boolean => (isTrusted || !CREDENTIALS.has(name)) && !(becomesGet && OF_BODY.test(name));
  return {
    ...rest,
    url: href,
    method: becomesGet ? 'GET' : method,
    headers: filtered(headers, keep),
    checked: checked && filtered(checked, keep),
    ...(body !== undefined && !becomesGet && { body }),
    timeoutMs,
  };
}

function filtered(headers: readonly string[], keep: (lower: string) => boolean): string[] {
  return headers.filter((_, at) => keep((headers[at - (at % 2)] ?? '').toLowerCase()));
}
