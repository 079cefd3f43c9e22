import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

const BYTES = Buffer.from([0, 255, 128, 10, 13, 0]);

let server: TestServer;
let upstream: Server;
let status = 200;
const got: { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[] = [];
before(async () => {
  upstream = createServer((asked, answer) => {
    const chunks: Buffer[] = [];
    asked.on('data', (chunk: Buffer) => chunks.push(chunk));
    asked.on('end', () => {
      got.push({ headers: asked.headers, body: Buffer.concat(chunks) });
      answer.writeHead(status, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => upstream.once('listening', resolve));
  const { port } = upstream.address() as AddressInfo;
  server = await startServer({ STEPGATE_EGRESS_ALLOW: '127.0.0.1', STEPGATE_BODY_LIMIT: '300KiB' });
  const call = { name: 'c', type: 'api', method: 'PUT', url: `http://127.0.0.1:${port}/`, outputName: 'c' };
  const raw = { ...call, dataType: 'raw', input: '{request.body}' };
  const response = { body: { body: '{request.body}', answer: '{c}', bytes: '{request.body.base64}' } };
  await server.rule('POST', 'raw', { request: { type: 'raw' }, components: [[raw]], response });
  await server.rule('POST', 'kept', { suspend: true, request: { type: 'raw' }, components: [[raw]], response });
  const cached = { ...raw, isCache: true };
  await server.rule('POST', 'cached', { request: { type: 'raw' }, components: [[cached]], response });
});
after(async () => {
  await server.close();
  upstream.close();
});

async function post(path: string, body: Buffer | undefined, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.url}/ps/${path}`, {
    method: 'POST',
    headers,
    ...(body && { body: new Uint8Array(body) }),
  });
  return {
    status: answer.status,
    trx: answer.headers.get('trx'),
    body: (await answer.json()) as Record<string, unknown>,
  };
}

describe('a raw request', () => {
  it('is what it says, and its bytes go on as they came', async () => {
    const { body } = await post('raw', BYTES, { 'content-type': 'image/x-odd; a=b' });
    assert.deepEqual(body.body, { size: 6, contentType: 'image/x-odd; a=b' });
    assert.equal(body.bytes, null);
    assert.deepEqual(got.at(-1)?.body, BYTES);
    assert.equal(got.at(-1)?.headers['content-type'], 'image/x-odd; a=b');
  });

  it('may be nothing, of no type, and compressed', async () => {
    assert.deepEqual((await post('raw', undefined)).body.body, { size: 0, contentType: null });
    const packed = gzipSync('x'.repeat(5000));
    assert.deepEqual((await post('raw', packed, { 'content-encoding': 'gzip' })).body.body, {
      ...{ size: packed.length, contentType: null },
    });
    assert.deepEqual(got.at(-1)?.body, packed);
    assert.equal(got.at(-1)?.headers['content-encoding'], 'gzip');
  });

  it('is told from another of the same size by the cache', async () => {
    const before = got.length;
    for (const text of ['one', 'two', 'one']) await post('cached', Buffer.from(text), { 'content-type': 'text/plain' });
    assert.deepEqual(
      got.slice(before).map(({ body }) => body.toString()),
      ['one', 'two'],
    );
  });

  for (const size of [6, 200_000])
    it(`of ${size} bytes is there when its run is recovered`, async () => {
      status = 503;
      const sent = Buffer.alloc(size, BYTES);
      const suspended = await post('kept', sent, { 'content-type': 'image/png' });
      assert.equal(suspended.status, 202);
      status = 200;
      const recovered = await server.api('POST', 'suspend/recover', { trx: suspended.trx });
      assert.equal(recovered.status, 200, recovered.text);
      assert.deepEqual(got.at(-1)?.body, sent);
      assert.equal(got.at(-1)?.headers['content-type'], 'image/png');
    });
});
