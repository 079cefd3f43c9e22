import { gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';

/** Does to a connection on which a request has come what some upstream somewhere does. */
type Act = (socket: Socket) => void;

/** How often, by weight, and whether it is done to callers that take small answers only. */
interface Oddity {
  readonly weight: number;
  readonly isLarge?: true;
  readonly act: Act;
}

const MIB = 1024 * 1024;
const JSON_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const OK = answer('{"ok":1}');

/** An answer of known length; `head` ends with a line's end. */
function answer(body: string | Buffer, head = JSON_HEAD): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`${head}Content-Length: ${bytes.length}\r\n\r\n`, 'latin1'), bytes]);
}

function chunked(body: string, trailer = ''): string {
  const pieces = body.match(/[^]{1,5}/g) ?? [];
  const chunks = pieces.map((piece) => `${piece.length.toString(16)};ext=1\r\n${piece}\r\n`).join('');
  return `${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n${trailer}\r\n`;
}

/** `[{"id":0,…},…]` of about so many bytes. */
function rows(bytes: number): string {
  const row = (id: number): string => `{"id":${id},"name":"name of ${id}","tags":["a","b"],"nested":{"n":${id}.5}}`;
  return `[${Array.from({ length: Math.floor(bytes / 75) }, (_, id) => row(id)).join(',')}]`.slice(0, -1) + ']';
}

const send =
  (bytes: string | Buffer): Act =>
  (socket) =>
    void socket.write(bytes, 'latin1');
const sendAndEnd =
  (bytes: string | Buffer): Act =>
  (socket) =>
    void socket.end(bytes, 'latin1');
/** What was sent may never arrive. */
const sendAndReset =
  (bytes: string | Buffer): Act =>
  (socket) =>
    void socket.write(bytes, 'latin1', () => socket.resetAndDestroy());
const withHead = (line: string): Act => send(answer('{"ok":1}', `${JSON_HEAD}${line}\r\n`));
const withStatus = (line: string, body = '{"ok":0}'): Act =>
  send(answer(body, `HTTP/1.1 ${line}\r\nContent-Type: application/json\r\n`));
const withType = (type: string): Act => send(answer('{"ok":1}', `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n`));
const withCoding = (coding: string, body: string | Buffer = '{"ok":1}'): Act =>
  send(answer(body, `${JSON_HEAD}Content-Encoding: ${coding}\r\n`));
const large = (weight: number, bytes: string | Buffer): Oddity => ({ weight, isLarge: true, act: send(bytes) });
const each = (weight: number, acts: readonly Act[]): Oddity[] => acts.map((act) => ({ weight, act }));

function oddities(): Oddity[] {
  const gzipped = gzipSync('{"ok":1}');
  return [
    { weight: 120, act: send(OK) },
    // Closing.
    ...each(8, [
      sendAndEnd(OK),
      sendAndEnd(answer('{"ok":1}', `${JSON_HEAD}Connection: close\r\n`)),
      sendAndReset(OK),
      sendAndEnd(''),
      (socket) => void socket.resetAndDestroy(),
      sendAndEnd(OK.subarray(0, -3)),
      sendAndReset(OK.subarray(0, -3)),
      sendAndEnd('HTTP/1.1 200 O'),
      sendAndEnd(`${JSON_HEAD}\r\n{"ok":1}`),
      sendAndEnd(answer('{"ok":1}', 'HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n')),
      (socket) => void setTimeout(() => socket.destroy(), 50),
    ]),
    // Stalling.
    ...each(3, [() => undefined, send('HTTP/1.1 200 OK\r\n'), send(OK.subarray(0, -3)), slowly(OK)]),
    // Odd, and to be read all the same.
    ...each(4, [
      send(`HTTP/1.1 100 Continue\r\n\r\n${OK.toString('latin1')}`),
      send(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK.toString('latin1')}`),
      send(OK.toString('latin1').replace('200 OK', '200')),
      send(OK.toString('latin1').replace('200 OK', '200 ')),
      ...['UTF-8', 'none', 'identity', 'identity, identity'].map((coding) => withCoding(coding)),
      withCoding('gzip, identity', gzipped),
      withCoding('gzip', gzipped),
      ...['utf8mb4', 'undefined', "'utf-8'", 'binary'].map((charset) =>
        withType(`application/json; charset=${charset}`),
      ),
      withType('text/html'),
      withHead('Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Same: 1\r\nX-Same: 2'),
      withHead(`X-Long: ${'x'.repeat(10_000)}`),
      withHead('X-Latin: caf\xe9\r\nX-Utf: caf\xc3\xa9'),
      send(chunked('{"ok":1}', 'X-Trailer: 1\r\n')),
      withHead('Transfer-Encoding: identity'),
      withHead('Keep-Alive: timeout=1, max=2'),
    ]),
    // Odd, and to be refused.
    ...each(3, [
      withHead(`X-Long: ${'x'.repeat(100_000)}`),
      withHead('Content-Length: 5'),
      withHead('X-Bad\x01Name: 1'),
      withCoding('x-unknown'),
      withCoding('gzip', 'no gzip at all'),
      withCoding('gzip', gzipSync(Buffer.alloc(20 * MIB, ' '))),
      send(`${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}`),
      send('HTTP/1.1 101 Switching Protocols\r\nUpgrade: odd\r\nConnection: upgrade\r\n\r\n'),
      send('no HTTP at all\r\n\r\n'),
      send(answer('{"ok":')),
      send(answer('<html>', 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n')),
      send(Buffer.concat([OK, Buffer.from('and more that nobody asked for')])),
    ]),
    ...each(4, [
      send('HTTP/1.1 204 No Content\r\n\r\n'),
      withStatus('301 Moved Permanently\r\nLocation: /elsewhere'),
      withStatus('404 Not Found'),
      withStatus('429 Too Many Requests\r\nRetry-After: 0'),
      withStatus('500 Internal Server Error', 'no JSON'),
      withStatus('503 Service Unavailable'),
      withStatus('799 Odd'),
    ]),
    large(6, answer(rows(256 * 1024))),
    large(3, answer(rows(3 * MIB))),
    large(1, answer(rows(9.9 * MIB))),
    large(1, answer(JSON.stringify({ text: 'many words '.repeat(900_000) }))),
    large(1, answer(rows(11 * MIB))),
    large(1, answer(gzipSync(rows(9 * MIB)), `${JSON_HEAD}Content-Encoding: gzip\r\n`)),
  ];
}

/** Byte by byte, over half a second. */
function slowly(bytes: Buffer): Act {
  return (socket) => {
    let at = 0;
    const timer = setInterval(() => {
      if (socket.destroyed || at >= bytes.length) return clearInterval(timer);
      socket.write(bytes.subarray(at, ++at));
    }, 500 / bytes.length);
  };
}

/** Plays one of them, by chance. @param isLarge whether large answers are among them. */
export function createOddities(random: () => number): (socket: Socket, isLarge: boolean) => void {
  const all = oddities();
  const small = all.filter((one) => one.isLarge !== true);
  return (socket, isLarge) => {
    const from = isLarge ? all : small;
    let left = random() * from.reduce((sum, { weight }) => sum + weight, 0);
    const one = from.find(({ weight }) => (left -= weight) < 0) ?? from[0];
    one?.act(socket);
  };
}

/** Mulberry32: the same numbers from 0 to 1 for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
