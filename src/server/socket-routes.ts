import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { RestAnswer, RestRead } from '../admin/live.ts';
import { StepgateError } from '../error.ts';
import { afterOf } from '../gateway/run-events.ts';
import { talkEvents } from '../gateway/run-socket.ts';
import { findRun } from '../gateway/runs-plugin.ts';
import type { ServerDeps } from './server-deps.ts';
import type { SocketRoute } from './sockets.ts';

const PREFIX = '/api/v1';

/** The token that is named among the subprotocols, or sent as over REST. */
function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const named = headers['sec-websocket-protocol']?.split(',').map((one) => one.trim());
  const bearer = named?.find((one) => one.startsWith('bearer.'))?.slice('bearer.'.length);
  return bearer ?? /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** Reads over the REST API, in this process. @throws StepgateError 000401. */
async function readAs(token: string | undefined, loadAdmin: () => Promise<FastifyInstance>): Promise<RestRead> {
  const unknown =
    'the token or ticket is missing, wrong or over; name the subprotocols stepgate and bearer.TOKEN, or ?ticket=';
  if (token === undefined) throw new StepgateError('000401', unknown);
  const admin = await loadAdmin();
  const read: RestRead = async (path, query) => {
    const headers = { authorization: `Bearer ${token}` };
    const { statusCode, body } = await admin.inject({ method: 'GET', url: PREFIX + path, query, headers });
    return { status: statusCode, body: JSON.parse(body) as RestAnswer['body'] };
  };
  if ((await read('/me', {})).status === 401) throw new StepgateError('000401', unknown);
  return read;
}

/** Where the server opens WebSockets. */
export function socketRoutes(
  { engine, store, log, clock }: Pick<ServerDeps, 'engine' | 'store' | 'log' | 'clock'>,
  loadAdmin: () => Promise<FastifyInstance>,
): SocketRoute[] {
  return [
    {
      path: /^\/runs\/[^/]+\/events$/,
      async open({ headers }, url) {
        const row = await findRun({ store }, url.pathname.split('/')[2] ?? '');
        const after = afterOf({ headers, query: Object.fromEntries(url.searchParams) });
        const failed = (error: unknown): void => log.error({ err: error, trx: row.trx }, 'a run could not be followed');
        return (socket) => void talkEvents(engine.following, row, after, socket).catch(failed);
      },
    },
    {
      path: /^\/api\/v1\/live$/,
      async open({ headers }, url) {
        const ticket = url.searchParams.get('ticket');
        const token = ticket === null ? tokenOf(headers) : await store.liveTickets.take(ticket);
        const read = await readAs(token, loadAdmin);
        const { talkLive } = await import('../admin/live.ts');
        return (socket) => talkLive(read, clock, socket);
      },
    },
  ];
}
