import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { createServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { StepgateError } from '../../src/error.ts';
import { apiUnderTest, type Received } from './api-under-test.ts';
import type { ServerResponse } from 'node:http';

type Answer = (request: Received, response: ServerResponse) => void;
const answers =
  (body: string | Buffer, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

describe('the answer of an api component', () => {
  it('is body, status and headers', async (t) => {
    const api = await apiUnderTest(t, answers('{"a":[1]}', 201, { 'X-Name': 'v' }));
    const { body, status, header } = await api.call({});
    assert.deepEqual([body, status, header?.['x-name']], [{ a: [1] }, 201, 'v']);
  });

  it('is read by responseType, not by its content type', async (t) => {
    const api = await apiUnderTest(t, answers('<r><a>007</a></r>', 200, { 'content-type': 'text/html' }));
    assert.deepEqual((await api.call({ responseType: 'xml' })).body, { a: '007' });
    assert.equal((await api.call({ responseType: 'text' })).body, '<r><a>007</a></r>');
  });

  it('is read in its charset', async (t) => {
    const api = await apiUnderTest(
      t,
      answers(Buffer.from('"é"', 'latin1'), 200, { 'content-type': 'application/json; charset=latin1' }),
    );
    assert.equal((await api.call({})).body, 'é');
  });

  for (const responseType of ['json', 'xml', 'text']) {
    it(`is null where it is empty: ${responseType}`, async (t) => {
      for (const status of [200, 204, 304]) {
        const api = await apiUnderTest(t, answers('', status));
        assert.equal((await api.call({ responseType })).body, null);
      }
      const api = await apiUnderTest(t, answers('{}'));
      assert.equal((await api.call({ responseType, method: 'HEAD' })).body, null);
    });
  }

  it('is left for {failed.NAME} where it cannot be read, as text', async (t) => {
    const api = await apiUnderTest(t, answers('{"a":', 200, { 'x-name': 'v' }));
    assert.equal((await api.failure({ responseType: 'json' })).code, '110006');
    const { body, status, header } = api.trace.unread ?? {};
    assert.deepEqual([body, status, header?.['x-name']], ['{"a":', 200, 'v']);
  });

  const broken: [string, string, string | Buffer][] = [
    ['is no JSON', 'json', 'plain s3cret'],
    ['is cut JSON', 'json', '{"a":'],
    ['nests 100,000 levels', 'json', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['is no UTF-8', 'json', Buffer.from('"\xff"', 'latin1')],
    ['is no XML', 'xml', '{"a":1}'],
    ['has a DOCTYPE', 'xml', '<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>'],
    ['nests 100,000 elements', 'xml', '<a>'.repeat(100_000)],
    ['is no text', 'text', Buffer.from([0xff, 0xfe, 0xfd])],
  ];
  for (const [what, responseType, body] of broken) {
    it(`is refused where it ${what}: 110006, not retryable`, async (t) => {
      const api = await apiUnderTest(t, answers(body));
      const error = await api.failure({ responseType });
      assert.deepEqual([error.code, error.status, error.retryable], ['110006', 502, false]);
      assert.match(error.message, /status 200/);
      assert.doesNotMatch(error.message, /s3cret/);
      const log = api.trace.requests[0]?.log();
      assert.deepEqual([log?.status_code, log?.error?.code], [200, '110006']);
    });
  }

  it('keeps its status and headers where it reports an error, even when it does not parse', async (t) => {
    const api = await apiUnderTest(t, answers('<h1>Busy</h1>', 503, { 'Retry-After': '7' }));
    const { body, status, header } = await api.call({});
    assert.deepEqual([body, status, header?.['retry-after']], ['<h1>Busy</h1>', 503, '7']);
  });

  for (const [status, responseType] of [
    [302, 'json'],
    [300, 'json'],
    [404, 'json'],
    [301, 'xml'],
  ] as const) {
    it(`is its text where it does not parse and its status is ${status}: ${responseType}`, async (t) => {
      const page = Buffer.from('<p>Moved<br>é', 'latin1');
      const headers = { 'content-type': 'text/html; charset=ISO-8859-1' };
      const api = await apiUnderTest(t, answers(page, status, headers));
      const result = await api.call({ responseType });
      assert.deepEqual([result.body, result.status], ['<p>Moved<br>é', status]);
    });
  }

  it('keeps __proto__ a harmless own key', async (t) => {
    const api = await apiUnderTest(t, answers('{"__proto__":{"x":1}}'));
    const { body } = await api.call({});
    assert.deepEqual(Object.keys(body as object), ['__proto__']);
    assert.equal(({} as Record<string, unknown>).x, undefined);
  });

  it('may be compressed', async (t) => {
    const { gzipSync } = await import('node:zlib');
    const api = await apiUnderTest(t, answers(gzipSync('{"a":1}'), 200, { 'content-encoding': 'gzip' }));
    assert.deepEqual((await api.call({})).body, { a: 1 });
  });
});

describe('an api component', () => {
  it('leaves one entry per call in the run log, without credentials', async (t) => {
    const api = await apiUnderTest(t, answers('{}', 404));
    await api.call({ method: 'post', url: api.url.replace('//', '//user:s3cret@') });
    const log = api.trace.requests[0]?.log();
    assert.equal(log?.url, api.url);
    assert.deepEqual([log.method, log.status_code, log.error], ['POST', 404, null]);
    assert.match(log.start_datetime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(Number.isInteger(log.run_time) && log.run_time >= 0);
  });

  it('reports calls that got no answer, or one of 400 or more', async (t) => {
    const codes: string[] = [];
    const statuses = [200, 404, 399, 503];
    const answer: Parameters<typeof apiUnderTest>[1] = (_, response) =>
      void response.writeHead(statuses.shift() ?? 200).end('{}');
    const api = await apiUnderTest(t, answer, {}, (code) => codes.push(code));
    while (statuses.length > 0) await api.call({});
    await api.failure({ url: 'http://127.0.0.1:1/' });
    assert.deepEqual(codes, ['110006', '110006', '110007']);
  });

  it('fails within its time-out: 110007, 504, and says so in the run log', async (t) => {
    const api = await apiUnderTest(t, () => undefined);
    const error = await api.failure({}, {}, { timeoutMs: 100 });
    assert.deepEqual([error.code, error.status, error.retryable], ['110007', 504, true]);
    const log = api.trace.requests[0]?.log();
    assert.deepEqual([log?.status_code, log?.error?.code], [null, '110007']);
  });

  it('is aborted with the reason of the run', async (t) => {
    const controller = new AbortController();
    const reason = new StepgateError('110014', 'the run timed out');
    const api = await apiUnderTest(t, () => controller.abort(reason));
    assert.equal(await api.failure({}, {}, { signal: controller.signal }), reason);
    assert.equal(api.trace.requests[0]?.log().error?.code, '110014');
  });

  it('presents the client certificate, and trusts the authority, of tls; ca may hold the certificate', async (t) => {
    const pem = (name: string): string =>
      readFileSync(new URL(`../outbound/fixtures/${name}`, import.meta.url), 'utf8');
    const seen: unknown[] = [];
    const tls = {
      cert: pem('server.pem'),
      key: pem('server.key'),
      ca: pem('ca.pem'),
      requestCert: true,
      rejectUnauthorized: false,
    };
    const server = createServer(tls, (request, response) => {
      assert.ok(request.socket instanceof TLSSocket);
      seen.push(request.socket.getPeerCertificate().subject.CN);
      response.end('{}');
    }).listen(0);
    await once(server, 'listening');
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const secrets = { CERT: pem('client.pem'), KEY: pem('client.key'), CA: pem('ca.pem') };
    const api = await apiUnderTest(t, undefined, secrets);
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    await api.call({ url, tls: { cert: 'CERT', key: 'KEY', ca: 'CA' } });
    // Sent as the client certificate; then nobody vouches for the server.
    const error = await api.failure({ url, tls: { ca: 'CERT', key: 'KEY' } });
    assert.match(error.message, /certificate/);
    assert.deepEqual(seen, ['stepgate-client']);
  });
});
