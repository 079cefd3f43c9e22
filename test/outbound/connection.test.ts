import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { failure, get, pem, testOutbound } from './outbound-under-test.ts';
import { rawUpstream, type RawUpstream } from './raw-upstream.ts';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

const tls = { cert: pem('server.pem'), key: pem('server.key') };

type Close = (socket: Socket) => void;
const closes: [string, Close][] = [
  ['FIN', (socket) => void socket.end()],
  ['RST', (socket) => void socket.resetAndDestroy()],
];

/** Counts calls that fail: `clients` at a time send `calls` one after another. */
async function failures(clients: number, calls: number, send: () => Promise<unknown>): Promise<string[]> {
  const failed: string[] = [];
  const client = async (): Promise<void> => {
    for (let i = 0; i < calls; i++) await send().catch((error: unknown) => failed.push(String(error)));
  };
  await Promise.all(Array.from({ length: clients }, client));
  return failed;
}

describe('an upstream that closes after each answer without saying so', () => {
  for (const clients of [1, 10, 50]) {
    it(`fails none of 1,000 calls of ${clients} clients`, async (t) => {
      const server = await rawUpstream({ onRequest: (socket) => void socket.end(OK) });
      t.after(() => server.close());
      const outbound = testOutbound();
      assert.deepEqual(await failures(clients, 1000 / clients, () => outbound.send(get(server.url))), []);
      // A few may go out twice, where the FIN comes later than the answer.
      assert.ok(server.requests.length <= 1010, `${server.requests.length} requests`);
    });
  }

  it('fails none where connections are few', async (t) => {
    const server = await rawUpstream({ onRequest: (socket) => void socket.end(OK) });
    t.after(() => server.close());
    const outbound = testOutbound({ connections: 2 });
    assert.deepEqual(await failures(10, 100, () => outbound.send(get(server.url))), []);
  });
});

describe('an upstream that closes idle connections', { concurrency: true }, () => {
  for (const idleMs of [2, 50, 200]) {
    for (const [how, close] of closes) {
      it(`by a ${how} after ${idleMs} ms fails no call at that pace`, async (t) => {
        const server = await rawUpstream({
          onRequest(socket) {
            socket.write(OK);
            socket.setTimeout(idleMs, () => close(socket));
          },
        });
        t.after(() => server.close());
        const outbound = testOutbound();
        // Around the idle time, in steps that are finer than the event loop's.
        const send = (_: unknown, i: number): Promise<unknown> =>
          wait(idleMs + (i % 5) - 2).then(() => outbound.send(get(server.url)));
        const rounds = Math.min(100, 2000 / idleMs);
        const failed: string[] = [];
        for (let round = 0; round < rounds; round++) {
          const calls = await Promise.allSettled(Array.from({ length: 10 }, send));
          failed.push(...calls.flatMap((call) => (call.status === 'rejected' ? [String(call.reason)] : [])));
        }
        assert.deepEqual(failed, []);
      });
    }
  }
});

describe('a used connection that dies before a byte of the answer', () => {
  /** Answers the first request of a connection; to the others it does `then`. */
  const secondTime = (then: (socket: Socket) => void, how: object = {}): Promise<RawUpstream> => {
    const seen = new WeakSet<Socket>();
    return rawUpstream({
      ...how,
      onRequest(socket) {
        if (seen.has(socket)) return then(socket);
        seen.add(socket);
        socket.write(OK);
      },
    });
  };

  const deaths: [string, Close, object][] = [
    ...closes.map(([how, close]): [string, Close, object] => [how, close, {}]),
    ['TLS that is ended', (socket) => void socket.end(), { tls }],
    ['TLS that breaks off', (socket) => void socket.destroy(), { tls }],
  ];
  for (const [how, close, more] of deaths) {
    it(`by ${how}: the call goes out once more, on a new one`, async (t) => {
      const server = await secondTime(close, more);
      t.after(() => server.close());
      const outbound = testOutbound();
      const call = (key: string): ReturnType<typeof outbound.send> => {
        const headers = { 'Idempotency-Key': key };
        return outbound.send(get(server.url, { method: 'POST', headers, body: 'body', tls: { ca: pem('ca.pem') } }));
      };
      await call('first');
      assert.equal((await call('second')).body.toString(), 'ok');
      assert.equal(server.accepted, 2);
      const [, second, repeated, ...others] = server.requests;
      assert.match(second ?? '', /^POST [^]*idempotency-key: second\r\n[^]*\r\n\r\nbody$/i);
      assert.equal(repeated, second);
      assert.deepEqual(others, []);
    });
  }

  it('whose answer is to be passed on: the call goes out once more too', async (t) => {
    const server = await secondTime((socket) => void socket.end());
    t.after(() => server.close());
    const outbound = testOutbound();
    for (let i = 0; i < 2; i++) {
      const { body } = await outbound.open(get(server.url), 1000);
      assert.equal(Buffer.concat((await body.toArray()) as Buffer[]).toString(), 'ok');
    }
    assert.deepEqual([server.requests.length, server.accepted], [3, 2]);
  });

  it('where the new one dies too: 110007, and nothing goes out a third time', async (t) => {
    const server = await rawUpstream({
      onRequest(socket, _, nth) {
        if (nth === 1) socket.write(OK);
        else socket.resetAndDestroy();
      },
    });
    t.after(() => server.close());
    const outbound = testOutbound();
    await outbound.send(get(server.url));
    const error = await failure(outbound.send(get(server.url)));
    assert.deepEqual([error.code, error.retryable], ['110007', true]);
    assert.deepEqual([server.requests.length, server.accepted], [3, 2]);
  });

  it('counts within the time-out', async (t) => {
    const server = await rawUpstream({
      onRequest(socket, _, nth) {
        if (nth === 1) socket.write(OK);
        if (nth === 2) socket.end();
      },
    });
    t.after(() => server.close());
    const outbound = testOutbound();
    await outbound.send(get(server.url));
    const error = await failure(outbound.send(get(server.url, { timeoutMs: 200 })));
    assert.deepEqual([error.code, error.status], ['110007', 504]);
    assert.equal(server.requests.length, 3);
    await server.allClosed();
  });

  it('leaves its place among few connections to the call that goes out once more', async (t) => {
    const server = await secondTime((socket) => void socket.end());
    t.after(() => server.close());
    const outbound = testOutbound({ connections: 1 });
    const calls = Array.from({ length: 20 }, () => outbound.send(get(server.url)));
    for (const { body } of await Promise.all(calls)) assert.equal(body.toString(), 'ok');
  });

  const bytes: [string, string][] = [
    ['the first byte', 'H'],
    ['an answer that is not final', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
    ['the headers', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n'],
  ];
  for (const [what, text] of bytes) {
    for (const [how, close] of closes) {
      it(`but not after ${what}, by a ${how}: 110007, and nothing goes out again`, async (t) => {
        const server = await secondTime((socket) => void socket.write(text, () => close(socket)));
        t.after(() => server.close());
        const outbound = testOutbound();
        await outbound.send(get(server.url));
        const error = await failure(outbound.send(get(server.url)));
        assert.deepEqual([error.code, error.retryable], ['110007', true]);
        assert.equal(server.requests.length, 2);
      });
    }
  }

  it('is not used again by others, nor when the gateway closes', async (t) => {
    const server = await secondTime(() => undefined);
    t.after(() => server.close());
    const outbound = testOutbound();
    await outbound.send(get(server.url));
    const call = failure(outbound.send(get(server.url)));
    await requested(server, 2);
    await outbound.close();
    assert.equal((await call).code, '110007');
    assert.equal(server.accepted, 1);
  });
});

async function requested(server: RawUpstream, count: number): Promise<void> {
  while (server.requests.length < count) await wait(1);
}

describe('a connection that is too old', () => {
  it('is closed while it is idle', async (t) => {
    const server = await rawUpstream({
      onRequest: (s) => void s.write('HTTP/1.1 200 OK\r\nkeep-alive: timeout=600\r\ncontent-length: 0\r\n\r\n'),
    });
    t.after(() => server.close());
    const outbound = testOutbound({ maxAgeMs: 100 });
    await outbound.send(get(server.url));
    await server.allClosed();
    await outbound.send(get(server.url));
    assert.equal(server.accepted, 2);
  });

  it('ends with its call', async (t) => {
    const server = await rawUpstream({ onRequest: (s) => void setTimeout(() => s.write(OK), 100) });
    t.after(() => server.close());
    const outbound = testOutbound({ maxAgeMs: 50 });
    for (let i = 0; i < 3; i++) assert.equal((await outbound.send(get(server.url))).body.toString(), 'ok');
    assert.equal(server.accepted, 3);
    await server.allClosed();
  });
});
