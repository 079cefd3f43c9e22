import { Type } from 'typebox';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { OptionalBody, Time, time } from './field.ts';

/** What a page sends in place of its token, which a browser cannot send with a WebSocket but in the open. */
export function addLiveTicketRoute(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'A ticket for the WebSocket at /api/v1/live',
    description:
      'Good once, for 30 seconds: `GET /api/v1/live?ticket=…`. What the caller may not read it does not get there.',
    body: Type.Unsafe<object | null>(OptionalBody({}, {})),
    response: answers(Type.Object({ ticket: Type.String(), expires_at: Time })),
  };
  app.post('/live/ticket', { config: { role: 'viewer' }, schema }, async ({ headers }) => {
    const token = (headers.authorization ?? '').replace(/^Bearer +/i, '');
    const { ticket, expiresAt } = await store.liveTickets.give(token);
    return success({ ticket, expires_at: time(expiresAt) });
  });
}
