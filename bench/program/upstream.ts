import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The services behind the gateway, as fast as Node answers: `node bench/program/upstream.ts`, prints its URL.
 * - the three of the sample, whose answers are always the same;
 * - `/echo` answers the body that it was sent;
 * - `/hold` answers when it is told to: `/held` says how many wait, `/release/50` answers the 50 that have waited longest.
 */
const ANSWERS: Readonly<Record<string, string>> = {
  '/ps/demo/user/register': JSON.stringify({ code: 200, data: { id: 'u-1', phone: '13800000000', name: 'Ada' } }),
  '/ps/demo/coupon/grant': JSON.stringify({ code: 200, data: { code: 'WELCOME-1', percent: 10 } }),
  '/ps/demo/sms/send': JSON.stringify({ code: 200, data: { id: 's-1', parts: 1 } }),
};

const held: ServerResponse[] = [];

function answer(response: ServerResponse, body: string | Buffer | undefined): void {
  response.writeHead(body === undefined ? 404 : 200, {
    'content-type': 'application/json',
    'content-length': body === undefined ? 0 : Buffer.byteLength(body),
  });
  response.end(body);
}

const server = createServer((request, response) => {
  const path = request.url ?? '';
  if (path === '/echo') {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(response, Buffer.concat(chunks)));
    return;
  }
  request.resume();
  request.on('end', () => {
    if (path === '/hold') held.push(response);
    else if (path === '/held') answer(response, String(held.length));
    else if (path.startsWith('/release/')) {
      const released = held.splice(0, Number(path.split('/')[2]));
      for (const one of released) answer(one, ANSWERS['/ps/demo/user/register']);
      answer(response, String(released.length));
    } else answer(response, ANSWERS[path]);
  });
});
server.keepAliveTimeout = 60_000;
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
