import { writeFileSync } from 'node:fs';
import type { Child } from './child.ts';

/** What the inspector of a process answers to a command. */
interface Reply {
  readonly id?: number;
  readonly result?: { readonly profile?: unknown };
}

/**
 * Does `work`, and writes a processor profile of it to `file`, which DevTools and editors open. Of the process that the
 * child is itself, which has to be started with `--inspect=127.0.0.1:0`; of one without an inspector there is none.
 */
export async function withProfile<T>(child: Child, file: string, work: () => Promise<T>): Promise<T> {
  const url = /Debugger listening on (ws:\S+)/.exec(child.output)?.[1];
  if (url === undefined) return work();
  const socket = new WebSocket(url);
  await once(socket, 'open');
  let id = 0;
  const send = async (method: string): Promise<Reply> => {
    const own = ++id;
    socket.send(JSON.stringify({ id: own, method }));
    for (;;) {
      const { data } = (await once(socket, 'message')) as { readonly data?: unknown };
      const reply = JSON.parse(String(data)) as Reply;
      if (reply.id === own) return reply;
    }
  };
  try {
    await send('Profiler.enable');
    await send('Profiler.start');
    const done = await work();
    const { result } = await send('Profiler.stop');
    writeFileSync(file, JSON.stringify(result?.profile));
    return done;
  } finally {
    // A process does not end while an inspector is connected.
    socket.close();
  }
}

function once(socket: WebSocket, type: 'open' | 'message'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    socket.addEventListener(type, resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('the inspector of a process does not answer')), {
      once: true,
    });
  });
}
