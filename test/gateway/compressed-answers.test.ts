import assert from 'node:assert/strict';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

const LONG = 'a long text, '.repeat(200);

let server: TestServer;
before(async () => {
  server = await startServer();
  await server.rule('ANY', 'long', { response: { body: { text: LONG } } });
});
after(() => server.close());

interface Raw {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** What comes over the wire. */
function get(path: string, headers: Record<string, string>, method = 'GET', url = server.url): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/ps/${path}`, { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    asked.on('error', reject).end();
  });
}

describe('a long answer', () => {
  it('is compressed as the client prefers, br before gzip', async () => {
    for (const [accepted, coding] of [
      ['gzip, br', 'br'],
      ['gzip, deflate', 'gzip'],
      ['br;q=0.5, gzip', 'gzip'],
      ['*', 'br'],
      ['br;q=0, *', 'gzip'],
    ] as const) {
      const { headers, bytes } = await get('long', { 'accept-encoding': accepted });
      assert.equal(headers['content-encoding'], coding, accepted);
      assert.equal(headers['content-length'], String(bytes.length));
      const plain = coding === 'br' ? brotliDecompressSync(bytes) : gunzipSync(bytes);
      assert.deepEqual(JSON.parse(plain.toString()), { text: LONG });
    }
  });

  it('goes out as it is to others, and says that it varies', async () => {
    for (const accepted of ['', 'deflate', 'identity, gzip;q=0.5', 'gzip;q=0']) {
      const { headers, bytes } = await get('long', { 'accept-encoding': accepted });
      assert.deepEqual([headers['content-encoding'], headers.vary], [undefined, 'Accept-Encoding'], accepted);
      assert.deepEqual(JSON.parse(bytes.toString()), { text: LONG });
    }
    assert.equal((await get('long', {})).headers['content-encoding'], undefined);
  });

  it('of HEAD has the headers of GET', async () => {
    const accept = { 'accept-encoding': 'gzip' };
    const [got, head] = [await get('long', accept), await get('long', accept, 'HEAD')];
    assert.deepEqual(
      [head.headers['content-encoding'], head.headers['content-length'], head.bytes.length],
      ['gzip', got.headers['content-length'], 0],
    );
  });

  it('is not compressed where it is short, coded already, no text, or a stream of events', async () => {
    const rules: Record<string, unknown> = {
      short: { body: 'x'.repeat(1000) },
      coded: { type: 'text', header: { 'Content-Encoding': 'gzip' }, body: LONG },
      image: { type: 'text', header: { 'Content-Type': 'image/png' }, body: LONG },
      events: { type: 'text', header: { 'Content-Type': 'text/event-stream' }, body: LONG },
      forbidden: { header: { 'Cache-Control': 'no-transform' }, body: LONG },
    };
    for (const [name, response] of Object.entries(rules)) {
      await server.rule('GET', name, { response });
      const { headers } = await get(name, { 'accept-encoding': 'gzip' });
      assert.notEqual(headers['content-length'], undefined, name);
      assert.equal(headers['content-encoding'], name === 'coded' ? 'gzip' : undefined, name);
      assert.equal(headers.vary, undefined, name);
    }
  });

  it('of few characters counts its bytes, and of more than a piece is compressed whole', async () => {
    await server.rule('GET', 'wide', { response: { type: ['text', 'json'], body: '中'.repeat(400) } });
    const { headers } = await get('wide', { 'accept-encoding': 'gzip' });
    assert.deepEqual([headers['content-encoding'], headers.vary], ['gzip', 'Accept, Accept-Encoding']);
    await server.rule('POST', 'echo', { response: { body: '{request.body}' } });
    const body = JSON.stringify({ text: LONG.repeat(100) });
    const answer = await fetch(`${server.url}/ps/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-encoding': 'br' },
      body,
    });
    assert.equal(answer.headers.get('content-encoding'), 'br');
    assert.equal(await answer.text(), body);
  });

  it('is not compressed where STEPGATE_COMPRESS is false', async () => {
    const other = await startServer({ STEPGATE_COMPRESS: 'false' });
    try {
      await other.rule('GET', 'long', { response: { body: LONG } });
      const { headers } = await get('long', { 'accept-encoding': 'gzip' }, 'GET', other.url);
      assert.deepEqual([headers['content-encoding'], headers.vary], [undefined, undefined]);
    } finally {
      await other.close();
    }
  });
});

describe('"*" in the headers of an answer', () => {
  it('puts in those of an object, but for those of the connection and of the body', async () => {
    await server.rule('POST', 'spread', {
      response: { header: { '*': '{request.body}', 'X-Own': 'named' }, body: 1 },
    });
    const sent = {
      ...{ 'X-A': '1', 'x-own': 'of the object', 'Set-Cookie': ['a=1', 'b=2'], 'X-Null': null, 'X-None': [] },
      ...{ 'Content-Type': 'text/csv', 'content-encoding': 'gzip', date: 'x', 'Content-Length': '9' },
      ...{ connection: 'x-hop', 'X-Hop': '1', Trx: 'mine', 'X-Forwarded-For': '1.1.1.1', 'Proxy-Foo': '1', Host: 'h' },
    };
    const { headers, status, text } = await server.call('POST', 'spread', sent);
    assert.deepEqual([status, text, headers.get('x-a'), headers.get('x-own')], [200, '1', '1', 'named']);
    assert.deepEqual(headers.getSetCookie(), ['a=1', 'b=2']);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    assert.match(headers.get('trx') ?? '', /^TRX/);
    assert.notEqual(headers.get('date'), 'x');
    for (const name of ['x-null', 'x-none', 'x-hop', 'x-forwarded-for', 'proxy-foo', 'host', 'content-encoding'])
      assert.equal(headers.get(name), null, name);
  });

  it('fails the run where it gets no object, and is left out of the answer to a failure', async () => {
    const header = { '*': '{request.body.none}' };
    await server.rule('POST', 'no-object', { response: { header, error: { header, body: '{error.code}' } } });
    const { status, text } = await server.call('POST', 'no-object', {});
    assert.deepEqual([status, text], [500, '"110004"']);
  });
});
