import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Services that stream, as fast as Node does: `node bench/program/streams-upstream.ts`, prints its URL.
 * - `/bytes/N` answers N bytes; `/sink` takes a body and answers how many bytes it had;
 * - `/events` answers an event each 100 ms, which says when it was written, in milliseconds since the epoch;
 * - `/left` says when the last client of `/events` left.
 */
const PIECE = Buffer.alloc(64 * 1024, 'stepgate');
const EVENT_MS = 100;

let leftAt = 0;

function sendBytes(response: ServerResponse, size: number): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size });
  let left = size;
  const more = (): void => {
    while (left > 0) {
      const piece = left >= PIECE.length ? PIECE : PIECE.subarray(0, left);
      left -= piece.length;
      if (!response.write(piece)) return void response.once('drain', more);
    }
    response.end();
  };
  more();
}

function sendEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (): void => void response.write(`data: ${Date.now()}\n\n`);
  send();
  const timer = setInterval(send, EVENT_MS);
  response.on('close', () => {
    leftAt = Date.now();
    clearInterval(timer);
  });
}

function sink(request: IncomingMessage, response: ServerResponse): void {
  let size = 0;
  request.on('data', (piece: Buffer) => (size += piece.length));
  request.on('end', () => response.end(String(size)));
}

const server = createServer((request, response) => {
  const [, name = '', size = ''] = (request.url ?? '').split('/');
  if (name === 'bytes') sendBytes(response, Number(size));
  else if (name === 'events') sendEvents(response);
  else if (name === 'sink') sink(request, response);
  else response.end(String(leftAt));
});
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
