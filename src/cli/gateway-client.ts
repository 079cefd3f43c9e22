import { Agent, fetch } from 'undici';
import type { Response } from 'undici';
import { StepgateError } from '../error.ts';
import type { ErrorDetail } from '../error.ts';
import { isObject } from '../json.ts';
import { parseJsonText } from '../json-text.ts';
import { CliError, EXIT } from './cli-error.ts';

type Query = Readonly<Record<string, string | number | undefined>>;

/** The REST API of a running gateway. */
export interface GatewayClient {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  /** The `data` of a success. @throws StepgateError a failure; CliError when the gateway is away, or refuses the token. */
  get<T>(path: string, query?: Query): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: object): Promise<T>;
  /** The answer as it comes, where it is `mine`; else a failure is thrown as above. */
  raw(path: string, body: object, mine: (answer: Response) => boolean): Promise<{ answer: Response; text: string }>;
  close(): Promise<void>;
}

/** @throws CliError a URL that is none, or no token. */
export function createGatewayClient(given: string, token: string | undefined): GatewayClient {
  const url = baseOf(given);
  if (token === undefined) {
    const how = 'stepgate token add NAME --role operator, run beside the gateway, prints one';
    throw new CliError(`--url needs an API token of that gateway in STEPGATE_TOKEN; ${how}`, EXIT.usage);
  }
  // A recovery takes as long as its run does.
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

  async function call(method: string, path: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    try {
      const sent = body && { body: JSON.stringify(body) };
      return await fetch(`${url}/api/v1${path}`, { method, headers, redirect: 'manual', dispatcher, ...sent });
    } catch (error) {
      throw away(url, error);
    }
  }

  return {
    url,
    get: async <T>(path: string, query: Query = {}) =>
      dataOf(url, await textOf(url, await call('GET', path + search(query)))) as T,
    send: async <T>(method: string, path: string, body: object) =>
      dataOf(url, await textOf(url, await call(method, path, body))) as T,
    async raw(path, body, mine) {
      const read = await textOf(url, await call('POST', path, body));
      if (!mine(read.answer)) dataOf(url, read);
      return read;
    },
    close: () => dispatcher.destroy(),
  };
}

interface ReadAnswer {
  readonly answer: Response;
  readonly text: string;
}

async function textOf(url: string, answer: Response): Promise<ReadAnswer> {
  try {
    return { answer, text: await answer.text() };
  } catch (error) {
    throw away(url, error);
  }
}

/** `http://host:3000/` and `http://host:3000/api/v1` are the gateway at `http://host:3000`. */
function baseOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '')
    throw new CliError(
      '--url is no URL of a gateway; expected for instance http://127.0.0.1:3000, without credentials',
      EXIT.usage,
    );
  return `${url.origin}${url.pathname.replace(/\/+(?:api\/v1)?\/*$/, '')}`;
}

function search(query: Query): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? '' : `?${given.toString()}`;
}

/** The gateway does not answer. */
export class GatewayAwayError extends CliError {}

function away(url: string, error: unknown): GatewayAwayError {
  const { cause, message } = error as Error;
  const { code = message } = (cause ?? error) as NodeJS.ErrnoException;
  return new GatewayAwayError(`the gateway at ${url} does not answer (${code}); check --url, and that it is up`);
}

/** The `data` of a success. @throws StepgateError the failure that the gateway says; CliError what is none of it. */
function dataOf(url: string, { answer, text }: ReadAnswer): unknown {
  const body = parsed(text);
  if (!isObject(body) || (typeof body.code !== 'string' && body.code !== 200)) {
    throw new CliError(
      `${url} answered ${answer.status} and what is no answer of a gateway's REST API; check --url: it is the part before /api/v1`,
    );
  }
  if (body.code === 200) return body.data;
  throw failure(url, answer.status, body.code, String(body.msg), body.errors);
}

function parsed(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    return undefined;
  }
}

function failure(url: string, status: number, code: string, msg: string, errors: unknown): Error {
  if (code === '000401') {
    const how = 'set STEPGATE_TOKEN to a valid API token (stepgate token list shows which have expired)';
    return new CliError(`the gateway at ${url} does not take the token; ${how}`);
  }
  if (code === '000403')
    return new CliError(`${msg}; set STEPGATE_TOKEN to a token of a role that may (stepgate token add NAME --role …)`);
  return new StepgateError(code, msg, { status, ...(Array.isArray(errors) && { errors: errors as ErrorDetail[] }) });
}
