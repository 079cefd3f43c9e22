import type { Clock } from '../clock.ts';
import type { ResolvedRequest } from '../engine/resolved-call.ts';
import { isObject, type JsonObject } from '../json.ts';
import { textOf } from '../large/stringify.ts';
import type { AnswerHead, HttpCall } from '../outbound/outbound.ts';
import { type AwsAuth, signForAws } from './aws-signature.ts';
import type { OauthAuth, OauthTokens } from './oauth-tokens.ts';
import { followRedirects } from './redirects.ts';
import { unsendable } from './unsendable.ts';

/** Sends one call. */
type Send<A> = (call: HttpCall) => Promise<A>;

/** Whether `auth` takes more than a header. */
export function isSigned(auth: ResolvedRequest['auth']): auth is JsonObject {
  return isObject(auth);
}

/** What a call may take more than one exchange for. */
export type Exchange = <A extends AnswerHead>(
  request: { readonly auth: ResolvedRequest['auth']; readonly call: { readonly redirects?: number } },
  call: HttpCall,
  send: Send<A>,
  /** Is given the answers that are not the last. */
  drop: (answer: A) => void,
) => Promise<A>;

/** Makes what sends calls with redirects and signatures. */
export function createExchange(tokens: OauthTokens, clock: Clock): Exchange {
  return ({ auth, call: { redirects = 0 } }, call, send, drop) => {
    const sendHop = (hop: HttpCall, isTrusted: boolean): ReturnType<typeof send> =>
      isSigned(auth) && isTrusted ? sendSigned(send, hop, auth, { tokens, clock }, drop) : send(hop);
    return redirects === 0 ? sendHop(call, true) : followRedirects(sendHop, call, redirects, clock, drop);
  };
}

/**
 * Sends a call with a token of OAuth 2, once more with a new one where it is refused with 401; or signed for AWS.
 * @param drop is given the answer that is not the last.
 * @throws StepgateError 110007 where what it needs is empty; as `send` and `OauthTokens.get`.
 */
async function sendSigned<A extends AnswerHead>(
  send: Send<A>,
  call: HttpCall,
  auth: JsonObject,
  { tokens, clock }: { readonly tokens: OauthTokens; readonly clock: Clock },
  drop: (answer: A) => void,
): Promise<A> {
  if (isObject(auth.aws4)) return send(await signForAws(call, awsAuth(auth.aws4)));
  const oauth = oauthAuth((auth.oauth2 ?? {}) as JsonObject);
  const end = clock.elapsed() + call.timeoutMs;
  const left = (): HttpCall => ({ ...call, timeoutMs: Math.max(1, end - clock.elapsed()) });
  const token = await tokens.get(oauth, call);
  const answer = await send(withToken(left(), token));
  if (answer.status !== 401) return answer;
  drop(answer);
  await tokens.drop(oauth, token);
  return send(withToken(left(), await tokens.get(oauth, left())));
}

function withToken(call: HttpCall, token: string): HttpCall {
  return { ...call, headers: [...call.headers, 'authorization', `Bearer ${token}`] };
}

function awsAuth(given: JsonObject): AwsAuth {
  const need = needed(given, 'aws4');
  const sessionToken = optional(given, 'sessionToken');
  return {
    ...{ service: need('service'), region: need('region') },
    ...{ accessKeyId: need('accessKeyId'), secretAccessKey: need('secretAccessKey') },
    ...(sessionToken !== undefined && { sessionToken }),
  };
}

function oauthAuth(given: JsonObject): OauthAuth {
  const need = needed(given, 'oauth2');
  const [scope, audience] = [optional(given, 'scope'), optional(given, 'audience')];
  return {
    ...{ tokenUrl: need('tokenUrl'), clientId: need('clientId'), clientSecret: need('clientSecret') },
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
    send: given.send === 'body' ? 'body' : 'basic',
  };
}

function needed(given: JsonObject, scheme: string): (name: string) => string {
  return (name) => {
    const text = optional(given, name);
    if (text !== undefined) return text;
    throw unsendable(`auth.${scheme}.${name} is empty; is the secret set?`);
  };
}

function optional(given: JsonObject, name: string): string | undefined {
  const value = given[name] ?? null;
  return value === null || value === '' ? undefined : textOf(value);
}
