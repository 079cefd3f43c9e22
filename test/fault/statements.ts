import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

/** Counts what a gateway asks of its database. */
export interface StatementCounter {
  /** What the gateway is to be given as its database. */
  readonly databaseUrl: string;
  /** What came within so many milliseconds, by kind. */
  during(ms: number): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

export function countStatements(databaseUrl: string): Promise<StatementCounter> {
  return databaseUrl.startsWith('sqlite:') ? countCommits(databaseUrl) : countCommands(databaseUrl);
}

const LOOK_MS = 5;

/** SQLite tells other connections only that something was written. */
function countCommits(databaseUrl: string): Promise<StatementCounter> {
  return Promise.resolve({
    databaseUrl,
    async during(ms) {
      const database = new DatabaseSync(databaseUrl.slice('sqlite:'.length), { readOnly: true });
      const version = (): unknown => database.prepare('PRAGMA data_version').get()?.data_version;
      const ends = performance.now() + ms;
      let commits = 0;
      for (let last = version(); performance.now() < ends; await delay(LOOK_MS)) {
        const now = version();
        if (now !== last) commits++;
        last = now;
      }
      database.close();
      return new Map(commits === 0 ? [] : [['write', commits]]);
    },
    close: () => Promise.resolve(),
  });
}

/** MySQL's protocol: a packet is 3 bytes of length, a number that is 0 where a command begins, the command, its text. */
const HEAD_BYTES = 4;
const COMMANDS: Readonly<Record<number, string>> = { 3: 'query', 22: 'prepare', 23: 'execute' };
/** Of a statement's text. */
const SHOWN = 60;

/** A proxy before MySQL. */
async function countCommands(databaseUrl: string): Promise<StatementCounter> {
  const { hostname, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let counts = new Map<string, number>();
  const server = createServer((client) => {
    const database = connect(Number(port || '3306'), hostname);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        database.destroy();
      });
    }
    database.pipe(client);
    client.pipe(database);
    const read = commandReader((kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
    client.on('data', read);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    databaseUrl: url.href,
    async during(ms) {
      counts = new Map();
      await delay(ms);
      return counts;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function commandReader(onCommand: (kind: string) => void): (chunk: Buffer) => void {
  let head = Buffer.alloc(0);
  let skip = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      const wanted = skip > 0 ? skip : HEAD_BYTES - head.length;
      const piece = chunk.subarray(at, at + wanted);
      at += piece.length;
      if (skip > 0) {
        skip -= piece.length;
        continue;
      }
      head = Buffer.concat([head, piece]);
      if (head.length < HEAD_BYTES) return;
      skip = head.readUIntLE(0, 3);
      // As much of its text as came with the head.
      if (head[3] === 0) onPacket(chunk.subarray(at, at + Math.min(skip, SHOWN)), onCommand);
      head = Buffer.alloc(0);
    }
  };
}

function onPacket(packet: Buffer, onCommand: (kind: string) => void): void {
  const command = COMMANDS[packet[0] ?? 0];
  if (command === undefined) return;
  const text = command === 'execute' ? '' : packet.toString('utf8', 1);
  onCommand(`${command} ${text.replace(/\s+/g, ' ')}`.trim());
}
