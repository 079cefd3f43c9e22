import { afterOf } from '../gateway/run-events.ts';
import { talkEvents } from '../gateway/run-socket.ts';
import { findRun } from '../gateway/runs-plugin.ts';
import type { ServerDeps } from './server-deps.ts';
import type { SocketRoute } from './sockets.ts';

/** Where the server opens WebSockets. */
export function socketRoutes({ engine, store, log }: Pick<ServerDeps, 'engine' | 'store' | 'log'>): SocketRoute[] {
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
  ];
}
