import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The three services, as fast as Node answers: `node bench/upstream.ts`, prints its URL. */
const ANSWERS: Readonly<Record<string, string>> = {
  '/ps/demo/user/register': JSON.stringify({ code: 200, data: { id: 'u-1', phone: '13800000000', name: 'Ada' } }),
  '/ps/demo/coupon/grant': JSON.stringify({ code: 200, data: { code: 'WELCOME-1', percent: 10 } }),
  '/ps/demo/sms/send': JSON.stringify({ code: 200, data: { id: 's-1', parts: 1 } }),
};

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const answer = ANSWERS[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, {
      'content-type': 'application/json',
      'content-length': answer?.length ?? 0,
    });
    response.end(answer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
