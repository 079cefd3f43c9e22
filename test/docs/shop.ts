import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Message } from './example.ts';

/** The service behind the examples: a real server that answers as the example says. */
export interface Shop {
  readonly url: string;
  /** Forgets what it answered and what it got, and answers so from now on. */
  answers(messages: readonly Message[]): void;
  /** The calls that came since it was asked last. */
  takeCalls(): Message[];
  close(): Promise<void>;
}

export async function startShop(): Promise<Shop> {
  let answers: readonly Message[] = [];
  let counts = new Map<string, number>();
  let calls: Message[] = [];

  const server = createServer((request, response) => {
    void (async () => {
      const call = await read(request);
      calls.push(call);
      const count = (counts.get(call.line) ?? 0) + 1;
      counts.set(call.line, count);
      const answer = answers.find(({ line }) => line.startsWith(`${call.line} → `));
      const statuses = answer?.line.split(' → ')[1]?.split(', ') ?? ['404'];
      response.writeHead(Number(statuses[Math.min(count, statuses.length) - 1]), answer?.headers ?? {});
      response.end(answer?.body ?? '{"error":"the example does not say what to answer"}');
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers(messages) {
      answers = messages;
      counts = new Map();
      calls = [];
    },
    takeCalls() {
      const taken = calls;
      calls = [];
      return taken;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function read(request: IncomingMessage): Promise<Message> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return { line: `${method} ${url}`, headers: Object.fromEntries(texts), body: Buffer.concat(chunks).toString() };
}
