import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { upstream } from './http-upstream.ts';
import { failure, get, testOutbound } from './outbound-under-test.ts';
import { rawUpstream } from './raw-upstream.ts';

describe('a limit of connections per origin', () => {
  it('is never passed, and calls over it wait', async (t) => {
    let running = 0;
    let most = 0;
    const [url, outbound] = await upstream(
      t,
      (_, response) => {
        most = Math.max(most, ++running);
        setTimeout(() => {
          running--;
          response.end();
        }, 5);
      },
      3,
    );
    await Promise.all(Array.from({ length: 30 }, () => outbound.send(get(url))));
    assert.equal(most, 3);
  });

  it('loses no connection to calls that fail', async () => {
    const server = await rawUpstream({
      onRequest(socket, request) {
        const path = request.split(' ', 2)[1];
        if (path === '/ok') socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        if (path === '/closes') socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nok');
        if (path === '/nonsense') socket.write('nonsense');
        if (path === '/resets') socket.resetAndDestroy();
        if (path === '/not-gzip')
          socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\nok');
      },
    });
    const outbound = testOutbound({ connections: 2 });
    const paths = ['/ok', '/closes', '/nonsense', '/hangs', '/resets', '/not-gzip', '/aborted'];
    const calls = Array.from({ length: 70 }, (_, i) => {
      const path = paths[i % paths.length] ?? '';
      const signal = path === '/aborted' ? AbortSignal.timeout(i) : undefined;
      const timeoutMs = path === '/hangs' ? 20 : 20_000;
      return outbound.send(get(server.url + path, { timeoutMs, ...(signal && { signal }) }));
    });
    const outcomes = await Promise.allSettled(calls);
    const ok = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [paths[i % paths.length]] : []));
    assert.deepEqual(new Set(ok), new Set(['/ok', '/closes']));
    assert.equal(ok.length, 20);
    assert.equal((await outbound.send(get(`${server.url}/ok`))).body.toString(), 'ok');
    await outbound.close();
    await server.allClosed();
    await server.close();
  });

  it('counts the waiting within the time-out, and forgets who gave up', async (t) => {
    const seen: (string | undefined)[] = [];
    const [url, outbound] = await upstream(
      t,
      (request, response) => {
        seen.push(request.url);
        if (request.url !== '/hang') response.end();
      },
      1,
    );
    const hanging = failure(outbound.send(get(`${url}/hang`, { timeoutMs: 300 })));
    const error = await failure(outbound.send(get(`${url}/waits`, { timeoutMs: 100 })));
    assert.deepEqual([error.code, error.status], ['110007', 504]);
    assert.match(error.message, /waiting for a free connection/);
    const waiting = outbound.send(get(`${url}/next`));
    assert.equal((await hanging).status, 504);
    assert.equal((await waiting).status, 200);
    assert.deepEqual(seen, ['/hang', '/next']);
  });
});
