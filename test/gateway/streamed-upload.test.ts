import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { until } from '../fixture/until.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

const SIZE = 3 * 1024 ** 2;

describe('a raw body that is streamed to an upstream', () => {
  let server: TestServer;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const upstream = createServer((request, response) => answer(request, response));
  before(async () => {
    server = await startServer();
    upstream.listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    await server.rule('POST', 'up', ruleOf());
    await server.rule('POST', 'limited', ruleOf({ bodyLimit: '1MiB' }));
  });
  after(async () => {
    await server.close();
    upstream.closeAllConnections();
    upstream.close();
  });

  const ruleOf = (rest: object = {}): object => ({
    request: { type: 'raw' },
    components: [
      [
        {
          name: 'up',
          type: 'api',
          method: 'POST',
          url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`,
          header: { 'X-Size': '{request.body.size}' },
          dataType: 'raw',
          input: '{request.body}',
        },
      ],
    ],
    response: { from: 'up' },
    ...rest,
  });
  const post = (path: string, headers: Record<string, string | number> = {}): ClientRequest =>
    httpRequest(`${server.url}/ps/${path}`, { method: 'POST', agent: false, headers });
  const answered = async (sent: ClientRequest): Promise<{ status: number | undefined; body: string }> => {
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode, body: await text(response) };
  };
  const echo = (request: IncomingMessage, response: ServerResponse): void => {
    let size = 0;
    request.on('data', (piece: Buffer) => (size += piece.length));
    request.on('end', () => response.end(`${size} ${String(request.headers['content-type'])}`));
  };

  it('may be larger than STEPGATE_BODY_LIMIT, and has its length and content type', async () => {
    const lengths: unknown[] = [];
    answer = (request, response) => {
      lengths.push(request.headers['content-length'], request.headers['x-size']);
      echo(request, response);
    };
    const sent = post('up', { 'content-length': SIZE, 'content-type': 'video/mp4' });
    sent.end(Buffer.alloc(SIZE));
    assert.deepEqual(await answered(sent), { status: 200, body: `${SIZE} video/mp4` });
    assert.deepEqual(lengths, [String(SIZE), String(SIZE)]);
  });

  it('comes to the upstream while it is sent', async () => {
    const pieces: string[] = [];
    answer = (request, response) => {
      assert.equal(request.headers['transfer-encoding'], 'chunked');
      request.on('data', (piece: Buffer) => pieces.push(piece.toString()));
      request.on('end', () => response.end('done'));
    };
    const sent = post('up', { 'content-type': 'a/b' });
    for (const piece of ['one', 'two']) {
      sent.write(piece);
      await until(() => pieces.includes(piece));
    }
    sent.end();
    assert.deepEqual(await answered(sent), { status: 200, body: 'done' });
  });

  it('is at most as large as the bodyLimit of the rule', async () => {
    answer = echo;
    for (const headers of [{ 'content-length': SIZE }, {}]) {
      const sent = post('limited', { ...headers, 'content-type': 'a/b' }).on('error', () => undefined);
      sent.end(Buffer.alloc(SIZE));
      const { status, body } = await answered(sent);
      assert.deepEqual([status, (JSON.parse(body) as { code: string }).code], [413, '000413']);
    }
  });

  it('that an upstream refuses before it is whole gets that answer', async () => {
    answer = (_request, response) => void response.writeHead(403, { connection: 'close' }).end('no');
    const sent = post('up', { 'content-length': SIZE }).on('error', () => undefined);
    sent.write('begun');
    assert.deepEqual(await answered(sent), { status: 403, body: 'no' });
    sent.destroy();
  });

  it('ends for the upstream when the client leaves', async () => {
    let ended = '';
    answer = (request) => {
      request.on('error', () => undefined).on('close', () => (ended = request.complete ? 'whole' : 'broken off'));
      request.resume();
    };
    const sent = post('up', { 'content-length': SIZE }).on('error', () => undefined);
    sent.write('begun');
    await until(() => server.app.engine.running === 1);
    sent.destroy();
    await until(() => ended !== '');
    assert.equal(ended, 'broken off');
    await until(() => server.app.engine.running === 0);
  });

  it('is read whole, with the usual limit, where it has an Idempotency-Key or the run is kept', async () => {
    answer = echo;
    await server.rule('POST', 'kept', ruleOf({ suspend: true }));
    for (const [path, headers] of [
      ['up', { 'idempotency-key': 'k' }],
      ['kept', {}],
    ] as const) {
      const small = post(path, { ...headers, 'content-type': 'a/b' });
      small.end('12345');
      assert.deepEqual(await answered(small), { status: 200, body: '5 a/b' });
      const large = post(path, { ...headers, 'content-length': SIZE }).on('error', () => undefined);
      large.end(Buffer.alloc(SIZE));
      assert.equal((await answered(large)).status, 413);
    }
  });
});
