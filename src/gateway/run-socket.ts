import type { Following } from '../engine/following-port.ts';
import type { KeptRun } from '../engine/port.ts';
import { CLOSE } from '../http/message-socket.ts';
import type { MessageSocket } from '../http/message-socket.ts';

/** Sends the events of a run over a WebSocket, which closes with 1000 after the end. */
export async function talkEvents(
  following: Pick<Following, 'follow'>,
  row: KeptRun,
  after: string | undefined,
  socket: MessageSocket,
): Promise<void> {
  const state = { isClosed: false };
  let leave = (): void => undefined;
  socket.onClose(() => {
    state.isClosed = true;
    leave();
  });
  leave = await following.follow(row, after, {
    send: (id, { event, data }) => socket.send({ id, event, data }),
    over: () => socket.close(CLOSE.normal),
    away: () => socket.close(CLOSE.goingAway, 'the process shuts down'),
  });
  if (state.isClosed) leave();
}
