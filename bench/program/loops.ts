import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Agent, request } from 'undici';

/**
 * What a `foreach` is compared with: loops by hand, so many at once, each of which takes the next element and calls the
 * upstream for it. `node bench/program/loops.ts URL`, prints its own; `POST` there `{"lines": […], "concurrency": 50}`.
 */
const upstream = process.argv[2] ?? '';
const dispatcher = new Agent();

async function call(line: unknown): Promise<unknown> {
  const { body } = await request(`${upstream}/echo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ line }),
    dispatcher,
  });
  return body.json();
}

async function run(lines: readonly unknown[], concurrency: number): Promise<unknown[]> {
  const answers: unknown[] = [];
  let next = 0;
  const loop = async (): Promise<void> => {
    for (let at = next++; at < lines.length; at = next++) answers[at] = await call(lines[at]);
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  return answers;
}

const server = createServer((incoming, response) => {
  void (async () => {
    const asked = JSON.parse(await text(incoming)) as { readonly lines: unknown[]; readonly concurrency: number };
    const answers = await run(asked.lines, asked.concurrency);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ count: answers.length }));
  })();
});
server.listen({ host: '127.0.0.1', port: 0 }, () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
