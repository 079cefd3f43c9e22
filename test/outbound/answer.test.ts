import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { upstream } from './http-upstream.ts';
import { get, testOutbound } from './outbound-under-test.ts';
import { rawUpstream } from './raw-upstream.ts';

const MIB = 1024 * 1024;
const BROTLI_FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

async function writeInPieces(socket: Socket, raw: string, length: number): Promise<void> {
  for (let at = 0; at < raw.length; at += length) {
    socket.write(raw.slice(at, at + length), 'latin1');
    if (length < raw.length) await nextTurn();
  }
}

describe('an answer', () => {
  const text = 'compressed, compressed, compressed';
  const encodings = {
    gzip: gzipSync(text),
    'X-GZIP': gzipSync(text),
    deflate: deflateSync(text),
    'deflate ': deflateRawSync(text),
    br: brotliCompressSync(text),
    zstd: zstdCompressSync(text),
    identity: Buffer.from(text),
  };
  for (const [encoding, body] of Object.entries(encodings)) {
    it(`is decoded: ${encoding}`, async (t) => {
      const [url, outbound] = await upstream(t, (_, response) => {
        response.setHeader('content-encoding', encoding.trim()).end(body);
      });
      assert.equal((await outbound.send(get(url))).body.toString(), text);
    });
  }

  const packed = gzipSync(text);
  const lists: [string, Buffer][] = [
    ['UTF-8', Buffer.from(text)],
    ['utf8', Buffer.from(text)],
    ['none', Buffer.from(text)],
    ['binary', Buffer.from(text)],
    ['application/json', Buffer.from(text)],
    ['', Buffer.from(text)],
    ['identity, identity', Buffer.from(text)],
    ['gzip, identity', packed],
    ['identity,GZIP', packed],
    ['UTF-8, gzip', packed],
    ['gzip, br', brotliCompressSync(packed)],
    ['br, deflate , gzip', gzipSync(deflateSync(brotliCompressSync(text)))],
  ];
  for (const [encoding, bytes] of lists) {
    it(`is decoded: ${JSON.stringify(encoding)}`, async (t) => {
      const [url, outbound] = await upstream(t, (_, response) => {
        response.setHeader('content-encoding', encoding).end(bytes);
      });
      assert.equal((await outbound.send(get(url))).body.toString(), text);
    });
  }

  it('may name its codings in several headers', async (t) => {
    const [url, outbound] = await upstream(t, (_, response) => {
      response.setHeader('content-encoding', ['gzip', 'br']).end(brotliCompressSync(packed));
    });
    assert.equal((await outbound.send(get(url))).body.toString(), text);
  });

  it('is decoded in any number of pieces, as fast as the last coding goes', async (t) => {
    const bytes = randomBytes(5 * MIB);
    const [url, outbound] = await upstream(t, (_, response) => {
      response.setHeader('content-encoding', 'gzip, br').end(brotliCompressSync(gzipSync(bytes), BROTLI_FAST));
    });
    assert.ok((await outbound.send(get(url, { timeoutMs: 20_000 }))).body.equals(bytes));
  });

  it('may end with its coding: what comes behind is not waited for, and the connection is gone', async (t) => {
    const chunk = (bytes: Buffer): string => `${bytes.length.toString(16)}\r\n${bytes.toString('latin1')}\r\n`;
    const zeros = gzipSync(Buffer.concat([packed, Buffer.alloc(64 * MIB)]));
    for (const [encoding, bytes] of [
      ['gzip', Buffer.concat([packed, Buffer.alloc(10)])],
      ['gzip, gzip', zeros],
    ] as const) {
      const server = await rawUpstream({
        onRequest(socket) {
          socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: ${encoding}\r\ntransfer-encoding: chunked\r\n\r\n`);
          socket.write(chunk(bytes), 'latin1');
        },
      });
      t.after(() => server.close());
      assert.equal((await testOutbound().send(get(server.url))).body.toString(), text);
      await server.allClosed();
    }
  });

  it('may be empty, whatever its encoding says', async (t) => {
    const [url, outbound] = await upstream(t, (_, response) => {
      response.setHeader('content-encoding', 'gzip').setHeader('content-length', '0').end();
    });
    assert.equal((await outbound.send(get(url))).body.length, 0);
  });

  it('may tell the length of a body that does not come', async (t) => {
    const [url, outbound] = await upstream(t, (_, response) => {
      response.writeHead(304, { 'content-length': String(99 * MIB) }).end();
    });
    for (const method of ['GET', 'HEAD']) assert.equal((await outbound.send(get(url, { method }))).status, 304);
  });

  it('may have exactly 10 MiB, plain and compressed', async (t) => {
    const bytes = Buffer.alloc(10 * MIB, 'x');
    const [url, outbound] = await upstream(t, (request, response) => {
      if (request.url === '/gzip') response.setHeader('content-encoding', 'gzip').end(gzipSync(bytes));
      else response.end(bytes);
    });
    for (const path of ['/plain', '/gzip']) {
      const { body } = await outbound.send(get(url + path));
      assert.ok(body.equals(bytes));
    }
  });

  it('is put together from chunks of a byte each', async () => {
    const server = await rawUpstream({
      onRequest(socket) {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        socket.write(`${'1\r\nx\r\n'.repeat(MIB)}0\r\n\r\n`);
      },
    });
    const outbound = testOutbound();
    const { body } = await outbound.send(get(server.url, { timeoutMs: 20_000 }));
    assert.equal(body.length, MIB);
    assert.ok(body.every((byte) => byte === 0x78));
    await server.close();
  });

  it('ends where its length says: bytes after it are of no later call', async () => {
    const evil = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil';
    for (const more of ['garbage', evil]) {
      const server = await rawUpstream({
        onRequest: (s, _, nth) => void s.write(`HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nno ${nth}${more}`),
      });
      const outbound = testOutbound();
      for (const nth of [1, 2, 3]) {
        assert.equal((await outbound.send(get(server.url))).body.toString(), `no ${nth}`);
      }
      await outbound.close();
      await server.close();
    }
  });

  it('is read to the end of the connection where it has no length', async () => {
    const server = await rawUpstream({ onRequest: (s) => void s.end('HTTP/1.0 200 OK\r\n\r\nall of it') });
    const outbound = testOutbound();
    assert.equal((await outbound.send(get(server.url))).body.toString(), 'all of it');
    await server.close();
  });

  const body = 'content-length: 2\r\n\r\nok';
  const odd: [string, string][] = [
    ['after a 103 that nobody asked for', `HTTP/1.1 103 Early\r\na: b\r\n\r\nHTTP/1.1 200 OK\r\n${body}`],
    ['after a 100 that nobody asked for', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${body}`],
    [
      'after several answers that are not final',
      `${[100, 102, 100, 103, 199].map((status) => `HTTP/1.1 ${status} X\r\na: b\r\n\r\n`).join('')}HTTP/1.1 200 OK\r\n${body}`,
    ],
    ['of HTTP/1.0', `HTTP/1.0 200 OK\r\n${body}`],
    ['of HTTP/1.0 that stays', `HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n${body}`],
    ['without a reason phrase', `HTTP/1.1 200\r\n${body}`],
    ['with a blank for a reason phrase', `HTTP/1.1 200 \r\n${body}`],
    ['with a reason phrase beyond ASCII', `HTTP/1.1 200 Tr\xe8s bien\r\n${body}`],
    ['whose lines end in a line feed alone', `HTTP/1.1 200 OK\ncontent-length: 2\n\nok`],
    ['with blanks behind its length', 'HTTP/1.1 200 OK\r\ncontent-length:  2  \r\n\r\nok'],
    ['with an empty header', `HTTP/1.1 200 OK\r\nserver:\r\n${body}`],
    ['with a control character in a header', `HTTP/1.1 200 OK\r\nserver: a\x01b\x7f\r\n${body}`],
    ['that offers another protocol', `HTTP/1.1 200 OK\r\nupgrade: h2,h2c\r\nconnection: Upgrade\r\n${body}`],
    [
      'with blanks and extensions behind the sizes of its chunks',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n0002  \r\nok\r\n0;a=b\r\nx: y\r\n\r\n',
    ],
  ];
  for (const [what, raw] of odd) {
    for (const piece of [Infinity, 1]) {
      it(`is read ${what}${piece === 1 ? ', a byte at a time' : ''}`, async (t) => {
        const server = await rawUpstream({
          onRequest: (socket) => void writeInPieces(socket, raw, piece),
        });
        t.after(() => server.close());
        const outbound = testOutbound();
        for (const nth of [1, 2]) {
          const answer = await outbound.send(get(server.url));
          assert.deepEqual([nth, answer.status, answer.body.toString()], [nth, 200, 'ok']);
        }
      });
    }
  }

  for (const piece of [1, 7, 64]) {
    it(`has the headers that came, ${piece} bytes at a time, folded ones among them`, async (t) => {
      const names = Array.from({ length: 40 }, (_, index) => `x-name-${index}`);
      const lines = names.map((name, index) => `${name}: value ${index}${index % 3 === 0 ? '\r\n  goes on' : ''}\r\n`);
      const raw = `HTTP/1.1 200 OK\r\n${lines.join('')}content-length: 2\r\n\r\nok`;
      const server = await rawUpstream({ onRequest: (socket) => void writeInPieces(socket, raw, piece) });
      t.after(() => server.close());
      const { headers } = await testOutbound().send(get(server.url));
      for (const [index, name] of names.entries()) {
        const value = String(headers[name]).replace(/\s+/g, ' ');
        assert.equal(value, `value ${index}${index % 3 === 0 ? ' goes on' : ''}`);
      }
    });
  }

  it('may fold its headers: a line end and blanks are a blank, and those at the end are none', async (t) => {
    const server = await rawUpstream({
      onRequest: (s) =>
        void s.write(`HTTP/1.1 200 OK\r\ncontent-type: multipart/related;\r\n\tboundary=x  \r\n${body}`),
    });
    t.after(() => server.close());
    const { headers } = await testOutbound().send(get(server.url));
    assert.match(String(headers['content-type']), /^multipart\/related;\s*boundary=x$/);
  });
});
