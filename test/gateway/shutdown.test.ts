import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

/** More than a turn of the event loop accepts, fewer than the kernel lets wait. */
const WAITING = 300;
const LARGE = 8 * 1024 ** 2;

/** A client's end of a connection. */
interface Client {
  readonly socket: Socket;
  /** All that has come so far, as Latin-1. */
  readonly text: () => string;
  /** Resolves at the end of the connection, with the error that ended it. */
  readonly ended: Promise<string | undefined>;
}

async function open(port: number, options: { readonly paused?: boolean } = {}): Promise<Client> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  const ended = new Promise<string | undefined>((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    socket.once('close', () => resolve(undefined));
  });
  await once(socket, 'connect');
  if (!options.paused) socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { socket, text: () => Buffer.concat(chunks).toString('latin1'), ended };
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
const post = (path: string, length: number): string =>
  `POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

/** Resolves when something has come. */
const answered = ({ socket }: Client): Promise<unknown> => once(socket, 'data');

const statusesOf = ({ text }: Client): string[] =>
  [...text().matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, code = '']) => code);

describe('SIGTERM beside requests that have been sent and not been read', () => {
  let upstream: Upstream;
  let gateway: Gateway;
  let port: number;
  before(async () => {
    upstream = await startUpstream();
    gateway = await startGateway();
    port = Number(new URL(gateway.url).port);
    await gateway.rule('plain', 'ANY', {});
    await gateway.rule('large', 'GET', {
      components: [[{ name: 'a', type: 'api', url: `${upstream.url}/large`, responseType: 'text', outputName: 'a' }]],
      response: { type: 'text', body: '{a}' },
    });
    upstream.on('/large', (_call, response) => void response.end('x'.repeat(LARGE)));
  });
  after(() => upstream.close());

  it('none is reset: each is served or gets 503, and the process exits with 0', async (t) => {
    const used = [await open(port), await open(port), await open(port), await open(port), await open(port)];
    for (const client of used) {
      client.socket.write(get('/ps/plain'));
      await answered(client);
    }
    const silent = await open(port);
    const partial = await open(port);
    // Its answer is not read before the process gets the signal.
    const slow = await open(port, { paused: true });
    slow.socket.write(get('/ps/large'));
    await upstream.called('/large');

    process.kill(gateway.pid, 'SIGSTOP');
    const paths = ['/ps/plain', '/api/v1/rule/page', '/docs', '/nowhere'];
    used.slice(0, 4).forEach(({ socket }, index) => socket.write(get(paths[index] ?? '')));
    used[4]?.socket.write(post('/ps/plain', LARGE) + ' '.repeat(LARGE));
    const waiting = await Promise.all(Array.from({ length: WAITING }, () => open(port)));
    waiting.forEach(({ socket }, index) => socket.write(get(paths[index % paths.length] ?? '')));
    partial.socket.write('GET /ps/plain HT');
    const ended = gateway.kill('SIGTERM');
    process.kill(gateway.pid, 'SIGCONT');

    await Promise.all(waiting.map((client) => client.ended));
    let length = 0;
    for await (const chunk of slow.socket) length += (chunk as Buffer).length;
    assert.ok(length > LARGE, `${length} bytes of the answer under way`);
    const all = [...used, ...waiting];
    assert.deepEqual(new Set(await Promise.all(all.map((client) => client.ended))), new Set([undefined]));
    assert.deepEqual(new Set(used.map((client) => statusesOf(client).length)), new Set([2]));
    assert.deepEqual(new Set(waiting.map((client) => statusesOf(client).length)), new Set([1]));
    const refused = all.filter((client) => statusesOf(client).at(-1) === '503');
    for (const { text } of refused) assert.match(text(), /\r\nconnection: close\r\n[^]*\r\n\r\n\{.*000503.*\}$/i);
    t.diagnostic(`${all.length} requests, ${refused.length} of them got 503`);
    // What a turn of the event loop reads before it comes to the signal is served.
    assert.ok(refused.length > WAITING / 2);
    assert.equal(await silent.ended, undefined);
    assert.equal(await partial.ended, undefined);
    assert.deepEqual(statusesOf(partial), ['503']);
    assert.equal(await ended, 0);
  });
});
