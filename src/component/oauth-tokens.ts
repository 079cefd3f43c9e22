import { untilAborted } from '../abort.ts';
import type { Clock } from '../clock.ts';
import { kindOfAnswer } from '../error-kind.ts';
import { StepgateError, toStepgateError } from '../error.ts';
import { isObject } from '../json.ts';
import type { HttpAnswer, HttpCall, Outbound } from '../outbound/outbound.ts';
import { RETRYABLE } from './retryable.ts';

/** What `auth.oauth2` says, its templates filled in. */
export interface OauthAuth {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
  readonly audience?: string;
  /** Where the credentials stand. */
  readonly send: 'basic' | 'body';
}

interface Entry {
  readonly token: Promise<string>;
  /** On the monotonic clock; Infinity while it is fetched. */
  renewAt: number;
}

/** How long a token is used whose end is not said. */
const LIFE_S = 300;
/** A token is renewed so long before its end, or a tenth of its life where that is less. */
const EARLY_S = 30;
const TIMEOUT_MS = 30_000;
/** Over it the one that was fetched first is dropped. */
const MAX_TOKENS = 1000;

/** Client-credentials tokens (RFC 6749, 4.4), shared by all calls with the same settings. */
export class OauthTokens {
  readonly #entries = new Map<string, Entry>();
  readonly #outbound: Pick<Outbound, 'send'>;
  readonly #clock: Clock;
  readonly #issued: (token: string) => void;

  /** @param issued is told of each token, before it is used. */
  constructor(outbound: Pick<Outbound, 'send'>, clock: Clock, issued: (token: string) => void) {
    this.#outbound = outbound;
    this.#clock = clock;
    this.#issued = issued;
  }

  /**
   * A token that is not over.
   * @throws StepgateError 110006 the endpoint refuses, 110007 it is not reached or takes too long, 110015. Aborts with the
   * signal's own reason.
   */
  async get(auth: OauthAuth, { timeoutMs, signal }: Pick<HttpCall, 'timeoutMs' | 'signal'>): Promise<string> {
    const key = JSON.stringify(auth);
    let entry = this.#entries.get(key);
    if (!entry || entry.renewAt <= this.#clock.elapsed()) entry = this.#fetch(key, auth);
    return this.#inTime(untilAborted(entry.token, signal), timeoutMs);
  }

  /** Others may wait for the same token longer. */
  async #inTime(token: Promise<string>, timeoutMs: number): Promise<string> {
    const late = Promise.withResolvers<never>();
    const message = `the token endpoint took longer than ${timeoutMs / 1000} s`;
    const callOff = this.#clock.timer(timeoutMs, () =>
      late.reject(new StepgateError('110007', message, { status: 504 })),
    );
    try {
      return await Promise.race([token, late.promise]);
    } finally {
      callOff();
    }
  }

  /** `token` was refused: the next caller fetches another one. */
  async drop(auth: OauthAuth, token: string): Promise<void> {
    const key = JSON.stringify(auth);
    const entry = this.#entries.get(key);
    // Another caller may have one that is newer.
    if (entry && (await entry.token.catch(() => token)) === token && this.#entries.get(key) === entry)
      this.#entries.delete(key);
  }

  #fetch(key: string, auth: OauthAuth): Entry {
    const fetched = this.#outbound.send(tokenRequest(auth)).then(tokenOf, (error: unknown) => {
      const { code, message, status, retryable } = toStepgateError(error);
      throw new StepgateError(code, `no token of oauth2: ${message}`, { status, retryable, cause: error });
    });
    const entry: Entry = {
      token: fetched.then(({ token, seconds }) => {
        this.#issued(token);
        entry.renewAt = this.#clock.elapsed() + (seconds - Math.min(EARLY_S, seconds / 10)) * 1000;
        return token;
      }),
      renewAt: Infinity,
    };
    // Only a success is shared beyond those who wait for it.
    entry.token.catch(() => this.#entries.get(key) === entry && this.#entries.delete(key));
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_TOKENS && oldest !== undefined) this.#entries.delete(oldest);
    return entry;
  }
}

function tokenRequest({ tokenUrl, clientId, clientSecret, scope, audience, send }: OauthAuth): HttpCall {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== undefined) form.set('scope', scope);
  if (audience !== undefined) form.set('audience', audience);
  const headers = ['accept', 'application/json', 'content-type', 'application/x-www-form-urlencoded'];
  if (send === 'body') {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  } else {
    // RFC 6749, 2.3.1: both are encoded as in a form before.
    const pair = [clientId, clientSecret]
      .map((text) => new URLSearchParams([['', text]]).toString().slice(1))
      .join(':');
    headers.push('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  }
  return { method: 'POST', url: tokenUrl, headers, body: form.toString(), timeoutMs: TIMEOUT_MS };
}

/** Its body is shown in no message: it may hold a token. */
function tokenOf({ status, body }: HttpAnswer): { readonly token: string; readonly seconds: number } {
  if (status >= 400) {
    const message = `no token of oauth2: the token endpoint answered with status ${status}`;
    throw new StepgateError('110006', message, { kind: kindOfAnswer(status), retryable: RETRYABLE.has(status) });
  }
  const given = parsed(body);
  const { access_token: token, expires_in: seconds } = isObject(given) ? given : {};
  if (typeof token !== 'string' || token === '') {
    const message = `no token of oauth2: the token endpoint answered with status ${status}, and no access_token in JSON`;
    throw new StepgateError('110006', message, { retryable: false });
  }
  const life = Number(seconds);
  return { token, seconds: seconds !== undefined && Number.isFinite(life) && life > 0 ? life : LIFE_S };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
