import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

const TEXT = JSON.stringify({ a: 'é'.repeat(2000) });

let server: TestServer;
before(async () => {
  server = await startServer({ STEPGATE_BODY_LIMIT: '10KiB' });
  await server.rule('POST', 'echo', { response: { body: '{request.body}' } });
  await server.rule('POST', 'wide', { bodyLimit: '1MiB', response: { body: '{request.body.length}' } });
  await server.rule('POST', 'narrow', { bodyLimit: 100, response: { body: 1 } });
});
after(() => server.close());

async function post(path: string, body: Buffer, coding: string) {
  const response = await fetch(`${server.url}/ps/${path}`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': 'application/json', 'content-encoding': coding },
  });
  const text = await response.text();
  const { code, msg } = (JSON.parse(text) ?? {}) as { code?: string; msg?: string };
  return { status: response.status, text, code, msg };
}

describe('a compressed request', () => {
  it('is read in every coding, and in several', async () => {
    for (const [coding, body] of [
      ['gzip', gzipSync(TEXT)],
      ['x-gzip', gzipSync(TEXT)],
      ['GZIP', Buffer.concat([gzipSync(TEXT.slice(0, 100)), gzipSync(TEXT.slice(100))])],
      ['deflate', deflateSync(TEXT)],
      ['deflate', deflateRawSync(TEXT)],
      ['br', brotliCompressSync(TEXT)],
      ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
      ['identity, gzip', gzipSync(TEXT)],
    ] as const) {
      const { status, text } = await post('echo', body, coding);
      assert.deepEqual([status, text], [200, TEXT], coding);
    }
  });

  it('of another coding is 415, a broken one 400', async () => {
    for (const coding of ['zstd', 'compress', 'gzip, nonsense', 'br, br, br, br']) {
      const { status, code, msg } = await post('echo', zstdCompressSync(TEXT), coding);
      assert.deepEqual([status, code], [415, '000415'], coding);
      assert.match(msg ?? '', /send gzip, deflate, br, or none/);
    }
    for (const [coding, body] of [
      ['gzip', Buffer.from('{"a":1}')],
      ['gzip', gzipSync(TEXT).subarray(0, 30)],
      ['br', Buffer.from('not at all')],
      ['deflate', deflateSync(TEXT).subarray(0, 20)],
    ] as const) {
      const { status, msg } = await post('echo', body, coding);
      assert.deepEqual([status, msg], [400, `request.body is no valid ${coding}`]);
    }
  });

  it('counts as what it is after decompression: a bomb goes no further than the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    for (const [path, limit] of [
      ['wide', "1048576 bytes; send less, or raise the rule's bodyLimit"],
      ['echo', '10240 bytes; send less, or raise STEPGATE_BODY_LIMIT'],
    ] as const) {
      const { status, code, msg } = await post(path, path === 'wide' ? bomb : gzipSync('x'.repeat(20_000)), 'gzip');
      assert.deepEqual([status, code, msg], [413, '000413', `the body is larger than ${limit}`]);
    }
    const nested = gzipSync(bomb);
    assert.equal((await post('wide', nested, 'gzip, gzip')).status, 413);
    assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024);
  });

  it('of no bytes is none', async () => {
    assert.equal((await post('echo', gzipSync(''), 'gzip')).text, 'null');
  });
});

describe('the limit of a rule', () => {
  it('is above that of the gateway, or below it', async () => {
    const list = JSON.stringify(Array.from({ length: 20_000 }, () => 1));
    assert.equal((await server.call('POST', 'wide', list, { 'content-type': 'application/json' })).text, '20000');
    assert.equal((await server.call('POST', 'narrow', { a: 'x'.repeat(100) })).status, 413);
    assert.equal((await server.call('POST', 'narrow', { a: 1 })).status, 200);
  });

  it('refuses a slow body at once, with an answer that can be read, and drops what still comes', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const answer: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => answer.push(chunk));
    socket.on('error', () => undefined);
    const head = 'POST /ps/narrow HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n';
    socket.write(head);
    await once(socket, 'data');
    assert.match(Buffer.concat(answer).toString(), /^HTTP\/1\.1 413 /);
    const from = performance.now();
    while (!socket.destroyed && performance.now() - from < 10_000) {
      socket.write('x');
      await setTimeout(100);
    }
    assert.ok(performance.now() - from < 6000, 'what still comes is dropped for 2 s');
  });
});
