import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { fetchRaw } from './fetch-raw.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

describe('an answer that is streamed (response.from)', () => {
  let server: TestServer;
  let upstream: Upstream;
  before(async () => {
    [server, upstream] = [await startServer(), await startUpstream()];
  });
  after(async () => {
    await server.close();
    await upstream.close();
  });

  const api = (path: string, rest: Record<string, unknown> = {}): Record<string, unknown> => ({
    name: 'up',
    type: 'api',
    url: `${upstream.url}${path}`,
    ...rest,
  });
  it('that is streamed asks as the client does, and is neither compressed nor decompressed', async () => {
    upstream.on('/zip', (call, response) => {
      assert.equal(call.headers['accept-encoding'], 'gzip');
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(gzipSync('small'));
    });
    await server.rule('GET', 'zip', { components: [[api('/zip')]], response: { from: 'up' } });
    const { answer, body } = await fetchRaw(`${server.url}/ps/zip`, 'GET', { 'accept-encoding': 'gzip' });
    assert.equal(answer.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(body).toString(), 'small');
  });

  it('that is kept is at most 10 MiB, one that is streamed is of any size', async () => {
    const size = 11 * 1024 ** 2;
    upstream.on('/large', (_call, response) => void response.writeHead(200).end(Buffer.alloc(size, 'x')));
    const rule = { components: [[api('/large')]], response: { from: 'up' } };
    await server.rule('GET', 'large', rule);
    const { answer, body } = await fetchRaw(`${server.url}/ps/large`, 'GET');
    assert.deepEqual([answer.statusCode, body.length], [200, size]);
    await server.rule('GET', 'large', { ...rule, record: true });
    assert.equal((await server.call('GET', 'large')).status, 502);
  });

  it('of events comes piece by piece, with its trailers', async () => {
    const pieces: ServerResponse[] = [];
    upstream.on('/events', (_call, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', trailer: 'x-sum' });
      response.flushHeaders();
      pieces.push(response);
    });
    await server.rule('GET', 'events', { components: [[api('/events')]], response: { from: 'up' } });
    const [answer] = (await once(get(`${server.url}/ps/events`), 'response')) as [IncomingMessage];
    assert.equal(answer.headers['content-type'], 'text/event-stream');
    for (const piece of ['data: 1\n\n', 'data: 2\n\n']) {
      pieces[0]?.write(piece);
      const [came] = (await once(answer, 'data')) as [Buffer];
      assert.equal(came.toString(), piece);
    }
    pieces[0]?.addTrailers({ 'x-sum': '2', trx: 'theirs' });
    pieces[0]?.end();
    answer.resume();
    await once(answer, 'end');
    assert.deepEqual(answer.trailers, { 'x-sum': '2' });
  });

  it('is passed on without trailers where none can be sent', async () => {
    const [body, none] = ['Content-Length: 2\r\n\r\nhi', '\r\n'];
    const chunked = 'Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nx-sum: 2\r\n\r\n';
    const answers = [
      { from: `200 OK\r\n${body}`, version: '1.1', method: 'GET', status: 200, text: 'hi' },
      { from: `304 Not Modified\r\n${none}`, version: '1.1', method: 'GET', status: 304, text: '' },
      { from: `200 OK\r\n${none}`, version: '1.1', method: 'HEAD', status: 200, text: '' },
      { from: `200 OK\r\n${chunked}`, version: '1.0', method: 'GET', status: 200, text: 'hi' },
    ];
    await server.rule('ANY', 'sum', {
      components: [[api('/sum', { method: '{request.method}' })]],
      response: { from: 'up' },
    });
    for (const { from, version, method, status, text } of answers) {
      upstream.on('/sum', (_call, { socket }) => {
        socket?.end(`HTTP/1.1 ${from.replace('\r\n', '\r\nTrailer: x-sum\r\nConnection: close\r\n')}`);
      });
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      socket.write(`${method} /ps/sum HTTP/${version}\r\nHost: a\r\nConnection: close\r\n\r\n`);
      const answer = Buffer.concat((await socket.toArray()) as Buffer[]).toString();
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
      assert.match(answer, new RegExp(`\r\n\r\n${text}$`));
      assert.doesNotMatch(answer, /\r\ntrailer:/i);
    }
  });

  it('that breaks off breaks off for the client, and the run has failed', async () => {
    let half: ServerResponse | undefined;
    upstream.on('/broken', (_call, response) => {
      half = response;
      response.writeHead(200, { 'content-length': 100 }).write('half');
    });
    await server.rule('GET', 'broken', {
      components: [[api('/broken', { retryMaxCount: 3, ignoreError: true })]],
      response: { from: 'up' },
    });
    const [answer] = (await once(get(`${server.url}/ps/broken`), 'response')) as [IncomingMessage];
    half?.destroy();
    await assert.rejects(answer.toArray(), /aborted/);
    await until(async () => (await runsOf('broken')).failed === 1);
    assert.equal(upstream.callsOf('/broken').length, 1);
  });

  it('that is silent for the idleTimeout breaks off', async () => {
    upstream.on('/silent', (_call, response) => void response.writeHead(200).write('something'));
    await server.rule('GET', 'silent', {
      components: [[api('/silent', { idleTimeout: 0.2 })]],
      response: { from: 'up' },
    });
    await assert.rejects(fetchRaw(`${server.url}/ps/silent`, 'GET'), /aborted/);
    await until(async () => (await runsOf('silent')).failed === 1);
  });

  it('is given up when the client leaves, before its headers and after', async () => {
    const closed: string[] = [];
    for (const [path, begins] of [
      ['/waits', false],
      ['/flows', true],
    ] as const)
      upstream.on(path, (_call, response, request) => {
        request.socket.once('close', () => closed.push(path));
        if (begins) response.writeHead(200).write('begun');
      });
    for (const name of ['waits', 'flows']) {
      await server.rule('GET', name, { components: [[api(`/${name}`)]], response: { from: 'up' } });
      const request = httpRequest(`${server.url}/ps/${name}`).on('error', () => undefined);
      request.end();
      if (name === 'waits') await upstream.called('/waits');
      else await once(request, 'response');
      request.destroy();
      await until(() => closed.includes(`/${name}`));
      await until(async () => (await runsOf(name)).cancelled === 1);
    }
  });

  it('stops when the client does not read, and goes on when it does', async (t) => {
    let sent = 0;
    const piece = Buffer.alloc(64 * 1024, 'y');
    const source = createServer((_request, response) => {
      const more = (): void => {
        while (sent < 2048) {
          sent++;
          if (!response.write(piece)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    }).listen(0, '127.0.0.1');
    t.after(() => source.close());
    await once(source, 'listening');
    const { port } = source.address() as AddressInfo;
    await server.rule('GET', 'slow', {
      components: [[{ ...api('/'), url: `http://127.0.0.1:${port}/` }]],
      response: { from: 'up' },
    });
    const socket = connect(server.port, '127.0.0.1');
    t.after(() => socket.destroy());
    socket.write('GET /ps/slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await once(socket, 'readable');
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.ok(sent < 1024, `${sent} pieces of 64 KiB were taken that nobody reads`);
    socket.resume();
    await once(socket, 'close');
    assert.equal(sent, 2048);
  });

  /** How the runs of a rule have ended. */
  const runsOf = async (name: string): Promise<Record<string, number>> => {
    const headers = { authorization: `Bearer ${server.token}` };
    const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
    const found = [...text.matchAll(/^stepgate_runs_total\{rule="([^"]+)",status="(\w+)"\} (\d+)/gm)];
    const ended: Record<string, number> = {};
    for (const [, rule, status = '', count] of found) if (rule === name) ended[status] = Number(count);
    return ended;
  };
});
