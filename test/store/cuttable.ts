import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A TCP proxy before a database, which can be made to fail. */
export interface Cuttable {
  readonly port: number;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  /** Takes connections again. */
  mend(): void;
  /** Ends the connection on which `word` passes next, after it has passed: the answer is lost. */
  cutAfter(word: string): Promise<void>;
  close(): Promise<void>;
}

/** A proxy on a port of its own to the server of `url`. */
export async function startCuttable(url: string): Promise<Cuttable> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let refusing = false;
  let awaited: { readonly word: string; readonly passed: () => void } | undefined;
  const server = createServer((client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(port || '3306'), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.on('data', (chunk) => client.write(chunk));
    client.on('data', (chunk) => {
      const hit = awaited !== undefined && chunk.includes(awaited.word);
      if (hit) {
        const { passed } = awaited ?? { passed: () => undefined };
        awaited = undefined;
        // The server has done it once it answers; the client never learns.
        upstream.removeAllListeners('data');
        upstream.once('data', () => {
          client.destroy();
          passed();
        });
      }
      upstream.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      refusing = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => (refusing = false),
    cutAfter: (word) => new Promise((resolve) => (awaited = { word, passed: resolve })),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
