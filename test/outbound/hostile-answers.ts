import type { Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { writeForever, type Behaviour } from './raw-upstream.ts';

const MIB = 1024 * 1024;

/** How a call must end. */
export type Expected =
  /** 110007, 502: another attempt may succeed. */
  | 'broken off'
  /** 110007, 504. */
  | 'time-out'
  /** 110006, not retryable. */
  | 'refused';

/** What an upstream does, and how a call to it ends. */
export interface Hostile {
  readonly does: string;
  readonly expected: Expected;
  readonly how: Behaviour;
  readonly says?: RegExp;
}

/** Sends `raw` as the answer, then leaves the connection open unless told otherwise. */
function answers(raw: string | Buffer, then?: (socket: Socket) => void): Behaviour {
  return {
    onRequest(socket) {
      if (typeof raw === 'string') socket.write(raw, 'latin1');
      else socket.write(raw);
      then?.(socket);
    },
  };
}

const end = (socket: Socket): void => void socket.end();
const reset = (socket: Socket): void => void setImmediate(() => socket.resetAndDestroy());
const flood = (chunk: string | Buffer) => (socket: Socket) => writeForever(socket, chunk);
const drip =
  (text: string) =>
  (socket: Socket): void => {
    const timer = setInterval(() => socket.write(text), 20);
    socket.on('close', () => clearInterval(timer));
  };

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;
const encoded = (encoding: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${OK}content-encoding: ${encoding}\r\ntransfer-encoding: chunked\r\n\r\n`), chunk(body)]);
const chunk = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]);
const whole = (encoding: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${OK}content-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\n\r\n`), body]);
const zeros = Buffer.alloc(64 * MIB);

/** They end before their answer does. */
export const breaks: readonly Hostile[] = [
  { does: 'closes the connection at once', expected: 'broken off', how: { onConnect: end } },
  {
    does: 'resets the connection at once',
    expected: 'broken off',
    how: { onConnect: (s) => void s.resetAndDestroy() },
  },
  { does: 'closes when it has the request', expected: 'broken off', how: { onRequest: end } },
  { does: 'resets when it has the request', expected: 'broken off', how: { onRequest: reset } },
  { does: 'closes within the status line', expected: 'broken off', how: answers('HTTP/1.1 20', end) },
  { does: 'closes within the headers', expected: 'broken off', how: answers(`${OK}content-type: appl`, end) },
  { does: 'resets within the headers', expected: 'broken off', how: answers(`${OK}content-type: appl`, reset) },
  { does: 'closes after the headers', expected: 'broken off', how: answers(`${OK}content-length: 9\r\n\r\n`, end) },
  { does: 'closes within the body', expected: 'broken off', how: answers(`${OK}content-length: 9\r\n\r\n1234`, end) },
  { does: 'resets within the body', expected: 'broken off', how: answers(`${OK}content-length: 9\r\n\r\n1234`, reset) },
  {
    does: 'closes within the body, as announced',
    expected: 'broken off',
    how: answers(`${OK}connection: close\r\ncontent-length: 9\r\n\r\n1234`, end),
  },
  { does: 'closes within a chunk', expected: 'broken off', how: answers(`${CHUNKED}9\r\n1234`, end) },
  { does: 'closes between chunks', expected: 'broken off', how: answers(`${CHUNKED}4\r\n1234\r\n`, end) },
  { does: 'resets within a chunk', expected: 'broken off', how: answers(`${CHUNKED}9\r\n1234`, reset) },
  {
    does: 'closes within a chunk, as announced',
    expected: 'broken off',
    how: answers(`${OK}connection: close\r\ntransfer-encoding: chunked\r\n\r\n9\r\n1234`, end),
  },
];

/** They keep a call waiting. */
export const slow: readonly Hostile[] = [
  { does: 'accepts and says nothing', expected: 'time-out', how: {}, says: /while waiting for the answer/ },
  { does: 'stops within the status line', expected: 'time-out', how: answers('HTTP/1.1 2') },
  { does: 'stops within the headers', expected: 'time-out', how: answers(`${OK}a: b\r\n`) },
  {
    does: 'drips its headers',
    expected: 'time-out',
    how: answers(OK, drip('a: b\r\n')),
    says: /while waiting for the answer/,
  },
  {
    does: 'stops after the headers',
    expected: 'time-out',
    how: answers(`${OK}content-length: 9\r\n\r\n`),
    says: /while reading the answer/,
  },
  {
    does: 'drips its body',
    expected: 'time-out',
    how: answers(`${OK}content-length: 10000\r\n\r\n`, drip('x')),
    says: /while reading the answer/,
  },
  { does: 'drips chunks', expected: 'time-out', how: answers(CHUNKED, drip('1\r\nx\r\n')) },
  { does: 'never sends the last chunk', expected: 'time-out', how: answers(`${CHUNKED}4\r\n1234\r\n`) },
  { does: 'drips a body without a length', expected: 'time-out', how: answers(`${OK}\r\n`, drip('x')) },
  {
    does: 'sends 103 without end',
    expected: 'time-out',
    how: { onRequest: drip('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n') },
  },
  { does: 'sends 100 without end', expected: 'time-out', how: { onRequest: drip('HTTP/1.1 100 Continue\r\n\r\n') } },
  { does: 'says 100 and no more', expected: 'time-out', how: answers('HTTP/1.1 100 Continue\r\n\r\n') },
  {
    does: 'stops within a gzip body',
    expected: 'time-out',
    how: answers(encoded('gzip', gzipSync('x').subarray(0, 8))),
  },
];

/** Their answers are no HTTP, or not what they say they are. */
export const wrong: readonly Hostile[] = [
  { does: 'answers with nonsense', expected: 'refused', how: answers('nonsense\r\n\r\n') },
  { does: 'is an SSH server', expected: 'refused', how: { onConnect: (s) => void s.write('SSH-2.0-OpenSSH_9.6\r\n') } },
  { does: 'speaks HTTP/0.9', expected: 'refused', how: answers('<html>hello</html>', end) },
  { does: 'has no status code', expected: 'refused', how: answers('HTTP/1.1 OK\r\n\r\n') },
  { does: 'has the status 000', expected: 'refused', how: answers(`HTTP/1.1 000 OK\r\n\r\n`) },
  { does: 'has a status code of four digits', expected: 'refused', how: answers('HTTP/1.1 2000 OK\r\n\r\n') },
  {
    does: 'has a version of its own',
    expected: 'refused',
    how: answers('HTTP/7.3 200 OK\r\ncontent-length: 0\r\n\r\n'),
  },
  { does: 'sends TLS on a plain port', expected: 'refused', how: answers(Buffer.from('1503010002022a', 'hex')) },
  { does: 'has a header without a colon', expected: 'refused', how: answers(`${OK}no colon here\r\n\r\n`) },
  { does: 'has a blank in a header name', expected: 'refused', how: answers(`${OK}a b: c\r\n\r\n`) },
  { does: 'has a NUL in a header', expected: 'refused', how: answers(`${OK}a: b\0c\r\n\r\n`) },
  { does: 'has a length that is no number', expected: 'refused', how: answers(`${OK}content-length: ten\r\n\r\n`) },
  { does: 'has a negative length', expected: 'refused', how: answers(`${OK}content-length: -1\r\n\r\n`) },
  {
    does: 'has two lengths',
    expected: 'refused',
    how: answers(`${OK}content-length: 3\r\ncontent-length: 5\r\n\r\nabcde`),
  },
  {
    does: 'has a length and chunks',
    expected: 'refused',
    how: answers(`${OK}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`),
  },
  { does: 'has a chunk size that is no number', expected: 'refused', how: answers(`${CHUNKED}zz\r\nab\r\n`) },
  { does: 'has a chunk size beyond all numbers', expected: 'refused', how: answers(`${CHUNKED}${'f'.repeat(20)}\r\n`) },
  { does: 'has more in a chunk than it says', expected: 'refused', how: answers(`${CHUNKED}2\r\nabcdef\r\n0\r\n\r\n`) },
  {
    does: 'changes the protocol unasked',
    expected: 'refused',
    how: answers('HTTP/1.1 101 Go\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  },
  {
    does: 'has an unknown content encoding',
    expected: 'refused',
    how: answers(whole('snappy', Buffer.from('x'))),
    says: /snappy/,
  },
  {
    does: 'has an unknown content encoding in a list',
    expected: 'refused',
    how: answers(whole('gzip, snappy', gzipSync('x'))),
    says: /gzip, snappy/,
  },
  {
    does: 'has a broken body within another coding',
    expected: 'refused',
    how: answers(whole('br, gzip', gzipSync('nonsense'))),
    says: /no valid br/,
  },
  {
    does: 'says gzip and sends text',
    expected: 'refused',
    how: answers(whole('gzip', Buffer.from('no gzip'))),
    says: /gzip/,
  },
  {
    does: 'cuts a gzip body',
    expected: 'refused',
    how: answers(whole('gzip', gzipSync('x'.repeat(99)).subarray(0, 15))),
  },
  {
    does: 'has a broken brotli body',
    expected: 'refused',
    how: answers(whole('br', Buffer.from('nonsense'))),
    says: /br/,
  },
];

/** Their answers are larger than is taken. */
export const big: readonly Hostile[] = [
  {
    does: 'has a header of 1 MiB',
    expected: 'refused',
    how: answers(`${OK}a: ${'x'.repeat(MIB)}\r\n\r\n`),
    says: /headers/,
  },
  {
    does: 'has 20,000 headers',
    expected: 'refused',
    how: answers(`${OK}${'abcd: e\r\n'.repeat(20_000)}\r\n`),
    says: /headers/,
  },
  {
    does: 'has a header without end',
    expected: 'refused',
    how: answers(`${OK}a: `, flood('x'.repeat(65536))),
    says: /headers/,
  },
  {
    does: 'has headers without end',
    expected: 'refused',
    how: answers(OK, flood('a: b\r\n'.repeat(1000))),
    says: /headers/,
  },
  {
    does: 'announces 11 MiB',
    expected: 'refused',
    how: answers(`${OK}content-length: ${11 * MIB}\r\n\r\n`),
    says: /over 10 MiB/,
  },
  {
    does: 'sends 10 MiB and a byte',
    expected: 'refused',
    how: answers(Buffer.concat([Buffer.from(`${OK}\r\n`), Buffer.alloc(10 * MIB + 1)])),
    says: /over 10 MiB/,
  },
  { does: 'sends chunks without end', expected: 'refused', how: answers(CHUNKED, flood(chunk(Buffer.alloc(65536)))) },
  { does: 'sends a body without end', expected: 'refused', how: answers(`${OK}\r\n`, flood(Buffer.alloc(65536))) },
  {
    does: 'sends a gzip bomb, and waits',
    expected: 'refused',
    how: answers(encoded('gzip', gzipSync(zeros))),
    says: /over 10 MiB/,
  },
  {
    does: 'sends a deflate bomb, and waits',
    expected: 'refused',
    how: answers(encoded('deflate', deflateSync(zeros))),
  },
  {
    does: 'sends a brotli bomb, and waits',
    expected: 'refused',
    how: answers(encoded('br', brotliCompressSync(zeros))),
  },
  {
    does: 'sends a gzip bomb within a gzip bomb',
    expected: 'refused',
    how: answers(whole('gzip, gzip', gzipSync(gzipSync(zeros)))),
    says: /over 10 MiB/,
  },
  {
    does: 'sends gzip bombs without end',
    expected: 'refused',
    how: answers(encoded('gzip', gzipSync(zeros)), flood(chunk(gzipSync(zeros)))),
  },
];
