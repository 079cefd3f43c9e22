import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TLSSocket, type TlsOptions } from 'node:tls';
import { failure, get, pem, testOutbound } from './outbound-under-test.ts';
import { rawUpstream, type RawUpstream } from './raw-upstream.ts';

const pair = (name: string) => ({ cert: pem(`${name}.pem`), key: pem(`${name}.key`) });
const ca = pem('ca.pem');

/** Answers with the client certificate's name, the server name that was asked for, and the Host header. */
function tlsUpstream(tls: TlsOptions): Promise<RawUpstream> {
  return rawUpstream({
    tls,
    onRequest(socket, request) {
      assert.ok(socket instanceof TLSSocket);
      const peer: { subject?: { CN?: unknown } } = socket.getPeerCertificate();
      const { servername } = socket as { servername?: unknown };
      const host = /^host: (.*)\r$/im.exec(request)?.[1] ?? '';
      const body = JSON.stringify([peer.subject?.CN ?? null, servername, host]);
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    },
  });
}

describe('a call over TLS', () => {
  it('trusts the authority that the call names', async () => {
    const upstream = await tlsUpstream(pair('server'));
    const outbound = testOutbound();
    const answer = await outbound.send(get(upstream.url, { tls: { ca } }));
    assert.deepEqual(JSON.parse(answer.body.toString()), [null, 'localhost', `localhost:${upstream.port}`]);
    await outbound.close();
    await upstream.close();
  });

  it('sends its client certificate, and keeps connections with different ones apart', async () => {
    const upstream = await tlsUpstream({ ...pair('server'), ca, requestCert: true, rejectUnauthorized: false });
    const outbound = testOutbound();
    const nameFor = async (tls: object): Promise<unknown> => {
      const { body } = await outbound.send(get(upstream.url, { tls: { ca, ...tls } }));
      return (JSON.parse(body.toString()) as unknown[])[0];
    };
    for (let i = 0; i < 2; i++) {
      assert.equal(await nameFor(pair('client')), 'stepgate-client');
      assert.equal(await nameFor({}), null);
    }
    assert.equal(upstream.accepted, 2);
    await outbound.close();
    await upstream.close();
  });

  it('checks the certificate against the URL, whatever the Host header says', async () => {
    const upstream = await tlsUpstream(pair('server'));
    const outbound = testOutbound();
    const call = get(upstream.url, { tls: { ca }, headers: { host: 'elsewhere.example' } });
    const answer = await outbound.send(call);
    assert.deepEqual(JSON.parse(answer.body.toString()), [null, 'localhost', 'elsewhere.example']);
    await outbound.close();
    await upstream.close();
  });

  it('checks the certificate against an address too', async () => {
    const upstream = await tlsUpstream(pair('server'));
    const outbound = testOutbound();
    const call = get(`https://127.0.0.1:${upstream.port}/`, { tls: { ca } });
    assert.equal((await outbound.send(call)).status, 200);
    await outbound.close();
    await upstream.close();
  });

  const wrong: [string, TlsOptions, RegExp][] = [
    ['is of another host', pair('elsewhere'), /altname|elsewhere/i],
    ['has expired', pair('expired'), /expired/],
  ];
  for (const [what, tls, says] of wrong) {
    it(`refuses a certificate that ${what}: 110007`, async () => {
      const upstream = await tlsUpstream(tls);
      const error = await failure(testOutbound().send(get(upstream.url, { tls: { ca } })));
      assert.deepEqual([error.code, error.status], ['110007', 502]);
      assert.match(error.message, says);
      await upstream.allClosed();
      await upstream.close();
    });
  }

  for (const [what, tls] of [
    ['nobody vouches for', undefined],
    ['another authority should vouch for', { ca: pem('other-ca.pem') }],
  ] as const) {
    it(`refuses a certificate that ${what}: 110007`, async () => {
      const upstream = await tlsUpstream(pair('server'));
      const error = await failure(testOutbound().send(get(upstream.url, tls && { tls })));
      assert.equal(error.code, '110007');
      assert.match(error.message, /certificate/);
      await upstream.allClosed();
      await upstream.close();
    });
  }

  it('fails where the upstream wants a client certificate and there is none: 110007', async () => {
    const upstream = await tlsUpstream({ ...pair('server'), ca, requestCert: true, rejectUnauthorized: true });
    const error = await failure(testOutbound().send(get(upstream.url, { tls: { ca } })));
    assert.equal(error.code, '110007', error.message);
    await upstream.close();
  });

  it("fails on a key that is not the certificate's: 110007, not retryable", async () => {
    const tls = { cert: pem('client.pem'), key: pem('server.key') };
    const error = await failure(testOutbound().send(get('https://localhost:9/', { tls })));
    assert.deepEqual([error.code, error.retryable], ['110007', false]);
    assert.match(error.message, /tls.*key/);
  });

  it('fails on an upstream that speaks plain HTTP: 110007', async () => {
    const upstream = await rawUpstream({ onConnect: (s) => void s.write('HTTP/1.1 400 Bad Request\r\n\r\n') });
    const error = await failure(testOutbound().send(get(`https://localhost:${upstream.port}/`)));
    assert.equal(error.code, '110007');
    assert.match(error.message, /while connecting: it does not speak TLS$/);
    await upstream.allClosed();
    await upstream.close();
  });

  it('gives up within a handshake that never ends, and the connection is gone: 504', async () => {
    const upstream = await rawUpstream({});
    const call = get(`https://localhost:${upstream.port}/`, { timeoutMs: 200 });
    const error = await failure(testOutbound().send(call));
    assert.deepEqual([error.code, error.status, error.retryable], ['110007', 504, true]);
    assert.match(error.message, /while connecting/);
    await upstream.allClosed();
    await upstream.close();
  });

  it('is denied by address like any other', async () => {
    const upstream = await tlsUpstream(pair('server'));
    const outbound = testOutbound({ deny: ['127.0.0.0/8', '::1'] });
    for (const host of ['localhost', '127.0.0.1', '0x7f.1']) {
      const error = await failure(outbound.send(get(`https://${host}:${upstream.port}/`, { tls: { ca } })));
      assert.equal(error.code, '110015');
    }
    assert.equal(upstream.accepted, 0);
    await upstream.close();
  });
});
