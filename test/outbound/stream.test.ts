import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { upstream } from './http-upstream.ts';
import { get, testOutbound } from './outbound-under-test.ts';

describe('a call whose body is a stream', () => {
  it('goes out as it comes, with the length that is known', async (t) => {
    const [url, outbound] = await upstream(t, (request, response) => {
      const { 'content-length': length = 'none', 'transfer-encoding': coding = 'none' } = request.headers;
      void text(request).then((body) => response.end(`${length} ${coding} ${body}`));
    });
    const send = async (bodyLength?: number): Promise<string> => {
      const call = get(url, { method: 'POST', body: Readable.from(['a', 'bc']), bodyLength });
      return (await outbound.send(call)).body.toString();
    };
    assert.equal(await send(3), '3 none abc');
    assert.equal(await send(), 'none chunked abc');
  });

  it('has a connection that nobody has used, as it cannot be sent twice', async (t) => {
    let connections = 0;
    const server = createServer((request, response) => {
      void text(request).then((body) => response.end(body));
    }).listen(0, '127.0.0.1');
    server.on('connection', () => connections++);
    await once(server, 'listening');
    const outbound = testOutbound();
    t.after(async () => {
      await outbound.close();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (let call = 0; call < 2; call++) await outbound.send(get(url));
    assert.equal(connections, 1);
    await outbound.send(get(url, { method: 'POST', body: Readable.from(['a']) }));
    assert.equal(connections, 2);
  });

  it('fails when its source breaks off', async (t) => {
    const [url, outbound] = await upstream(t, (request) => void request.on('error', () => undefined).resume());
    const body = new Readable({ read: () => undefined });
    body.push('begun');
    const sent = outbound.send(get(url, { method: 'POST', body }));
    setTimeout(() => body.destroy(new Error('gone')), 100);
    await assert.rejects(sent, (error) => error instanceof StepgateError && error.code === '110007');
  });
});

describe('an answer that is opened', () => {
  it('comes with its head first, and tells when all of it has been taken', async (t) => {
    const [url, outbound] = await upstream(t, (_request, response) => {
      response.writeHead(206, { 'x-a': '1' }).write('one ');
      setTimeout(() => response.end('two'), 50);
    });
    const { status, headers, body } = await outbound.open(get(url), 1000);
    assert.deepEqual([status, headers['x-a']], [206, '1']);
    assert.equal(await text(body), 'one two');
    await body.over;
  });

  it('fails before its head as any other', async () => {
    const outbound = testOutbound();
    await assert.rejects(outbound.open(get('http://127.0.0.1:1/'), 1000), { code: '110007' });
  });

  it('is not in the way of others when nobody wants it', async (t) => {
    const [url, outbound] = await upstream(t, (_request, response) => void response.write(Buffer.alloc(1024 ** 2)), 1);
    for (let call = 0; call < 2; call++) {
      const { body } = await outbound.open(get(url), 1000);
      body.skip();
      await body.over;
    }
  });
});
