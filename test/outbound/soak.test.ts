import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { get, testOutbound } from './outbound-under-test.ts';
import { rawUpstream } from './raw-upstream.ts';

const SOAK_MS = Number(process.env.OUTBOUND_SOAK_SECONDS ?? 2) * 1000;
const CLIENTS = 20;
const MAX_BODY_BYTES = 200_000;

const oneOf = <T>(choices: readonly T[]): T => choices[randomInt(choices.length)] as T;

/** A whole answer to `GET /<length>`, as servers send it, and some only. */
function answerOf(request: string): Buffer {
  const plain = Buffer.alloc(Number(/^GET \/(\d+)/.exec(request)?.[1]), 'x');
  const [coding, body] = oneOf<[string, Buffer]>([
    ['', plain],
    ['content-encoding: UTF-8\r\n', plain],
    ['content-encoding: gzip, identity\r\n', gzipSync(plain)],
  ]);
  const before = oneOf(['', '', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early\r\nlink: </a>\r\n\r\n']);
  const reason = oneOf([' OK', '', ' ']);
  const chunked = `${body.length.toString(16)} \r\n`;
  return oneOf([true, false])
    ? Buffer.concat([
        Buffer.from(`${before}HTTP/1.1 200${reason}\r\n${coding}content-length: ${body.length} \r\n\r\n`),
        body,
      ])
    : Buffer.concat([
        Buffer.from(`${before}HTTP/1.1 200${reason}\r\n${coding}transfer-encoding: chunked\r\n\r\n`),
        ...(body.length > 0 ? [Buffer.from(chunked), body, Buffer.from('\r\n')] : []),
        Buffer.from('0\r\n\r\n'),
      ]);
}

/** What becomes of the connection after an answer. No RST: it would take what is not read yet with it. */
const afterwards: readonly ((socket: Socket) => void)[] = [
  () => undefined,
  () => undefined,
  (socket) => void socket.end(),
  (socket) => void socket.setTimeout(oneOf([1, 5, 20]), () => socket.end()),
];

describe('calls to an upstream that closes as it likes and answers as servers do', () => {
  it(`all get their answer, for ${SOAK_MS / 1000} s, and leave nothing behind`, async (t) => {
    const used = new WeakSet<Socket>();
    const server = await rawUpstream({
      onRequest(socket, request) {
        // Only a connection that has answered may die without an answer.
        if (used.has(socket) && randomInt(10) === 0) {
          oneOf([() => socket.end(), () => socket.resetAndDestroy()])();
          return;
        }
        used.add(socket);
        socket.write(answerOf(request), () => oneOf(afterwards)(socket));
      },
    });
    t.after(() => server.close());
    const outbound = testOutbound({ maxAgeMs: 300 });
    const end = performance.now() + SOAK_MS;
    let calls = 0;
    const client = async (): Promise<void> => {
      while (performance.now() < end) {
        const length = oneOf([0, 1, 1000, randomInt(MAX_BODY_BYTES)]);
        const { body } = await outbound.send(get(`${server.url}/${length}`, { timeoutMs: 60_000 }));
        assert.equal(body.length, length);
        calls++;
        if (randomInt(5) === 0) await wait(randomInt(25));
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    assert.ok(calls > CLIENTS, `${calls} calls`);
    await outbound.close();
    await server.allClosed();
  });
});
