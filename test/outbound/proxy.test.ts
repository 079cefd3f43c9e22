import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { StepgateError } from '../../src/error.ts';
import type { Outbound } from '../../src/outbound/outbound.ts';
import { createFindProxy, type ProxyOptions } from '../../src/outbound/proxy.ts';
import { failure, get, pem, testOutbound } from './outbound-under-test.ts';
import { rawUpstream, type Behaviour, type RawUpstream } from './raw-upstream.ts';
import { testProxy, type ProxyBehaviour, type TestProxy } from './test-proxy.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const tls = { cert: pem('server.pem'), key: pem('server.key') };
const ca = { tls: { ca: pem('ca.pem') } };

interface Options extends ProxyBehaviour {
  readonly upstream?: Behaviour;
  readonly no?: string[];
  readonly deny?: string[];
}

interface Scene {
  readonly upstream: RawUpstream;
  readonly proxy: TestProxy;
  readonly outbound: Outbound;
}

/** An upstream, and a client that reaches it over a proxy. */
async function scene(t: TestContext, { upstream: how, no, deny, ...behaviour }: Options = {}): Promise<Scene> {
  const upstream = await rawUpstream({ onRequest: (socket) => void socket.write(OK), ...how });
  const proxy = await testProxy(t, behaviour);
  const userInfo = behaviour.credentials?.split(':', 2).map(encodeURIComponent).join(':');
  const url = `${behaviour.tls ? 'https' : 'http'}://${userInfo === undefined ? '' : `${userInfo}@`}${proxy.host}`;
  const findProxy = createFindProxy({ http: url, https: url, ...(no && { no }) });
  const outbound = testOutbound({ findProxy, ...(deny && { deny }) });
  t.after(async () => {
    await outbound.close();
    await upstream.close();
  });
  return { upstream, proxy, outbound };
}

describe('a call over a proxy', () => {
  it('by http names its whole URL, over a connection that is used again', async (t) => {
    const { upstream, proxy, outbound } = await scene(t);
    for (let i = 0; i < 2; i++) {
      const answer = await outbound.send(get(`${upstream.url}/a%2Fb?c=d%20e`, { method: 'POST', body: 'body' }));
      assert.equal(answer.body.toString(), 'ok');
    }
    const asked = `POST ${upstream.url}/a%2Fb?c=d%20e`;
    assert.deepEqual(proxy.asked, [asked, asked]);
    assert.equal(proxy.headers[0]?.host, `127.0.0.1:${upstream.port}`);
    assert.match(upstream.requests[0] ?? '', /^POST \/a%2Fb\?c=d%20e HTTP\/1\.1\r\n[^]*\r\n\r\nbody$/);
  });

  it('by https goes through a tunnel, which is used again', async (t) => {
    const { upstream, proxy, outbound } = await scene(t, { upstream: { tls } });
    for (let i = 0; i < 2; i++) {
      assert.equal((await outbound.send(get(`${upstream.url}/a`, ca))).body.toString(), 'ok');
    }
    assert.deepEqual(proxy.asked, [`CONNECT localhost:${upstream.port}`]);
    assert.deepEqual([upstream.accepted, upstream.requests.length], [1, 2]);
  });

  it("by https trusts no other certificate than the upstream's", async (t) => {
    const { upstream, outbound } = await scene(t, { upstream: { tls } });
    assert.match((await failure(outbound.send(get(upstream.url)))).message, /localhost:\d+ failed .*certificate/);
  });

  for (const how of [{}, { tls }] as Behaviour[]) {
    const by = how.tls ? 'https' : 'http';
    it(`by ${by} carries the credentials of the proxy, for the proxy only`, async (t) => {
      const { upstream, outbound } = await scene(t, { upstream: how, credentials: 'us@er:p@ss' });
      assert.equal((await outbound.send(get(upstream.url, ca))).body.toString(), 'ok');
      assert.doesNotMatch(upstream.requests[0] ?? '', /authorization/i);
    });

    it(`by ${by} can be streamed, both ways`, async (t) => {
      const text = 'x'.repeat(300_000);
      const { upstream, outbound } = await scene(t, {
        upstream: {
          ...how,
          onRequest: (s) => void s.write(`HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`),
        },
      });
      const sent = { method: 'POST', body: Readable.from([Buffer.from('up'), Buffer.from('load')]), bodyLength: 6 };
      const answer = await outbound.open(get(upstream.url, { ...sent, ...ca }), 1000);
      assert.equal(await textOf(answer.body), text);
      assert.match(upstream.requests[0] ?? '', /\r\n\r\nupload$/);
    });

    it(`by ${by} takes its connection with it where it runs out of time`, async (t) => {
      const { upstream, proxy, outbound } = await scene(t, { upstream: { ...how, onRequest: () => undefined } });
      const error = await failure(outbound.send(get(upstream.url, { timeoutMs: 200, ...ca })));
      assert.deepEqual([error.code, error.status], ['110007', 504]);
      await proxy.allClosed();
      await upstream.allClosed();
    });

    it(`by ${by} may go to a name that only the proxy knows`, async (t) => {
      const names = ['only-there.invalid'];
      const { upstream, proxy, outbound } = await scene(t, { upstream: how, names, deny: ['127.0.0.0/8'] });
      const call = outbound.send(get(`${by}://only-there.invalid:${upstream.port}/`, ca));
      // The certificate is of another host: so far it has come.
      if (by === 'https') assert.match((await failure(call)).message, /altname/i);
      else assert.equal((await call).body.toString(), 'ok');
      assert.equal(proxy.asked.length, 1);
    });

    it(`by ${by} is denied by name and by address, and the proxy hears nothing of it`, async (t) => {
      const deny = ['127.0.0.0/8', '::1', 'denied.invalid'];
      const { proxy, outbound } = await scene(t, { names: ['denied.invalid'], deny });
      const hosts = ['127.0.0.1', '0x7f.1', '[::ffff:127.0.0.1]', 'localhost', 'localhost.', 'DENIED.invalid'];
      for (const host of hosts) {
        const error = await failure(outbound.send(get(`${by}://${host}:9/`, ca)));
        assert.equal(error.code, '110015', host);
      }
      assert.deepEqual(proxy.asked, []);
    });
  }

  it('through a tunnel goes out once more where a used connection has died', async (t) => {
    const seen = new WeakSet();
    const { upstream, outbound } = await scene(t, {
      upstream: {
        tls,
        onRequest(socket) {
          if (seen.has(socket)) return void socket.destroy();
          seen.add(socket);
          socket.write(OK);
        },
      },
    });
    await outbound.send(get(upstream.url, ca));
    assert.equal((await outbound.send(get(upstream.url, ca))).body.toString(), 'ok');
    assert.deepEqual([upstream.accepted, upstream.requests.length], [2, 3]);
  });

  it('may reach the proxy over TLS, whose certificate is one that the machine trusts', async (t) => {
    const plain = await scene(t, { tls });
    const { message } = await failure(plain.outbound.send(get(plain.upstream.url)));
    assert.match(message, /^the proxy 127\.0\.0\.1:\d+ failed while connecting: .*certificate/);

    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, pem('ca.pem')]);
    t.after(() => setDefaultCACertificates(trusted));
    assert.equal((await plain.outbound.send(get(plain.upstream.url))).body.toString(), 'ok');
    const secure = await scene(t, { tls, upstream: { tls } });
    for (let i = 0; i < 2; i++) assert.equal((await secure.outbound.send(get(secure.upstream.url))).status, 200);
    assert.deepEqual([secure.upstream.accepted, secure.proxy.asked.length], [1, 1]);
    await secure.outbound.close();
    await secure.proxy.allClosed();
    await secure.upstream.allClosed();
  });

  for (const [status, retryable, says] of [
    [403, false, /it answered 403 to CONNECT/],
    [407, false, /it wants other credentials, answering 407/],
    [503, true, /it answered 503 to CONNECT/],
  ] as const) {
    it(`fails where the proxy opens no tunnel, answering ${status}`, async (t) => {
      const { proxy, outbound } = await scene(t, { status });
      const error = await failure(outbound.send(get('https://localhost:9/')));
      assert.deepEqual([error.code, error.reason, error.retryable], ['110007', 'connect', retryable]);
      assert.match(error.message, says);
      await proxy.allClosed();
    });
  }

  it('fails where the proxy is not there, and says that it is the proxy', async () => {
    const findProxy = createFindProxy({ http: 'http://user:s3cret@127.0.0.1:9', https: 'http://127.0.0.1:9' });
    for (const by of ['http', 'https']) {
      const error = await failure(testOutbound({ findProxy }).send(get(`${by}://localhost:1/`)));
      assert.deepEqual([error.code, error.retryable], ['110007', true]);
      assert.match(error.message, /^the proxy 127\.0\.0\.1:9 failed while connecting: the connection was refused$/);
    }
  });

  it('fails in time where the proxy never answers, and its connection is gone', async (t) => {
    const proxy = await rawUpstream({});
    t.after(() => proxy.close());
    const findProxy = createFindProxy({ https: proxy.url });
    const error = await failure(testOutbound({ findProxy }).send(get('https://localhost:1/', { timeoutMs: 200 })));
    assert.deepEqual([error.code, error.status], ['110007', 504]);
    await proxy.allClosed();
  });

  it('can be given up while the proxy opens the tunnel', async (t) => {
    const proxy = await rawUpstream({ onRequest: () => controller.abort(reason) });
    t.after(() => proxy.close());
    const controller = new AbortController();
    const reason = new StepgateError('110010', 'cancelled');
    const findProxy = createFindProxy({ https: proxy.url });
    const call = get('https://localhost:1/', { signal: controller.signal });
    assert.equal(await failure(testOutbound({ findProxy }).send(call)), reason);
    await proxy.allClosed();
  });

  it('does not go over it where NO_PROXY names the host', async (t) => {
    const { upstream, proxy, outbound } = await scene(t, { no: ['127.0.0.0/8'] });
    assert.equal((await outbound.send(get(upstream.url))).body.toString(), 'ok');
    assert.deepEqual(proxy.asked, []);
  });
});

describe('the proxy of an origin', () => {
  const both: ProxyOptions = { http: 'http://plain:3128', https: 'https://secure' };
  const via = (options: ProxyOptions, origin: string): string | undefined => createFindProxy(options)?.(origin)?.host;

  it('is that of its scheme; there is none for the other', () => {
    assert.equal(via(both, 'http://a.example'), 'plain:3128');
    assert.equal(via(both, 'https://a.example'), 'secure:443');
    assert.equal(via({ http: 'http://plain' }, 'https://a.example'), undefined);
    assert.equal(createFindProxy({ no: ['*'] }), undefined);
  });

  it('is there for this machine too: only NO_PROXY exempts', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) assert.equal(via(both, `http://${host}`), 'plain:3128');
  });

  const cases: [string, string[], string[]][] = [
    ['*', ['http://a.example', 'http://127.0.0.1'], []],
    [
      'example.com',
      ['http://example.com', 'http://EXAMPLE.com.', 'http://a.b.example.com:81'],
      ['http://anexample.com'],
    ],
    ['.example.com', ['http://example.com', 'http://a.example.com'], ['http://example.com.evil.example']],
    ['*.example.com', ['http://a.example.com'], ['http://example.com']],
    ['example.com:8080', ['http://example.com:8080', 'http://a.example.com:8080'], ['http://example.com']],
    ['example.com:443', ['https://example.com'], ['http://example.com']],
    [
      '10.0.0.0/8',
      ['http://10.1.2.3', 'http://0xa.1', 'http://[::ffff:10.0.0.1]'],
      ['http://11.0.0.1', 'http://ten.example'],
    ],
    ['127.0.0.1:9000', ['http://127.0.0.1:9000'], ['http://127.0.0.1']],
    ['::1', ['http://[::1]'], ['http://[::2]']],
    ['[::1]:81', ['http://[::1]:81'], ['http://[::1]']],
    ['fd00::/8', ['http://[fd12::1]'], ['http://[fe80::1]']],
    ['bücher.example', ['http://xn--bcher-kva.example'], []],
  ];
  for (const [entry, without, over] of cases) {
    it(`${entry} in NO_PROXY exempts what it names`, () => {
      for (const origin of without) assert.equal(via({ ...both, no: ['other', entry] }, origin), undefined, origin);
      for (const origin of over) assert.ok(via({ ...both, no: ['other', entry] }, origin), origin);
    });
  }

  it('refuses an entry that names no host, and names it', () => {
    for (const entry of [
      'http://a.example',
      '10/8',
      '10.0.0.0/33',
      '<local>',
      'a..b',
      'a.*',
      '192.168.*',
      'a:b',
      '[::1',
    ])
      assert.throws(
        () => createFindProxy({ no: [entry] }),
        (error: Error) => error.message.includes(`"${entry}"`),
        entry,
      );
  });
});

async function textOf(stream: Readable): Promise<string> {
  return Buffer.concat((await stream.toArray()) as Buffer[]).toString();
}
