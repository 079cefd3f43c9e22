import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { IncomingMessage } from 'node:http';
import { temporaryDir } from '../fixture/gateway.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

let server: TestServer;
let folder: string;
before(async () => {
  folder = path.join(await temporaryDir(), 'dist');
  server = await startServer({}, () => ({ consoleFolder: folder }));
});
after(async () => {
  await server.close();
  rmSync(path.dirname(folder), { recursive: true });
});

/** Sent as it is: `fetch` would resolve the path, and unpack the answer. */
function send(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: server.port, path: target, headers, method }, (answer) => {
      void buffer(answer).then((bytes) =>
        resolve({ status: answer.statusCode, headers: answer.headers, text: bytes.toString('latin1') }),
      );
    });
    call.on('error', reject).end();
  });
}

function build(): void {
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  for (const [name, content] of Object.entries({
    'index.html': 'index',
    'index.html.br': 'index, br',
    'assets/app-1a2b.js': 'app',
    'assets/app-1a2b.js.br': 'app, br',
    'assets/app-1a2b.js.gz': 'app, gz',
    'assets/small-3c.js': 'small',
  }))
    writeFileSync(path.join(folder, name), content);
}

describe('the files of the console', () => {
  it('answers 503 and how to build it while it is not built', async () => {
    const { status, text } = await send('/console/');
    assert.equal(status, 503);
    assert.match(text, /the console is not built; build it with: npm run console:build/);
  });

  it('are served from the build as soon as there is one, the page at every address', async () => {
    build();
    for (const target of ['/console/', '/console/runs/TRX1', '/console/rules/GET/a/:b?x=1', '/console/index.html']) {
      const { status, headers, text } = await send(target);
      assert.deepEqual([status, text], [200, 'index'], target);
      assert.equal(headers['cache-control'], 'no-cache');
      assert.match(String(headers['content-type']), /^text\/html/);
    }
    const { status, headers } = await send('/console');
    assert.deepEqual([status, headers.location], [308, '/console/']);
  });

  it('are kept for good under their names, and sent packed as the client takes them', async () => {
    const target = '/console/assets/app-1a2b.js';
    const br = await send(target, { 'accept-encoding': 'gzip, br' });
    assert.deepEqual([br.text, br.headers['content-encoding']], ['app, br', 'br']);
    assert.equal(br.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.match(String(br.headers['content-type']), /^(?:text|application)\/javascript/);
    assert.match(String(br.headers.vary), /accept-encoding/i);
    const gzip = await send(target, { 'accept-encoding': 'gzip' });
    assert.deepEqual([gzip.text, gzip.headers['content-encoding']], ['app, gz', 'gzip']);
    const plain = await send(target);
    assert.deepEqual([plain.text, plain.headers['content-encoding']], ['app', undefined]);
    assert.match(String(plain.headers.vary), /accept-encoding/i);
    const small = await send('/console/assets/small-3c.js', { 'accept-encoding': 'br' });
    assert.deepEqual([small.text, small.headers['content-encoding']], ['small', undefined]);
  });

  it('are not sent again to who has them', async () => {
    const { headers } = await send('/console/');
    const again = await send('/console/', { 'if-none-match': String(headers.etag) });
    assert.deepEqual([again.status, again.text], [304, '']);
  });

  it('are 404 where there is no such file, and nothing outside of the folder is one', async () => {
    writeFileSync(path.join(folder, '../outside.js'), 'outside');
    for (const name of ['none.js', '', '..%2f..%2foutside.js', '../../outside.js', '%2e%2e/%2e%2e/outside.js']) {
      const { status, text } = await send(`/console/assets/${name}`);
      assert.ok(status === 404 || status === 403 || text === 'index', `${name}: ${status} ${text}`);
      assert.doesNotMatch(text, /outside$/);
    }
    assert.equal((await send('/console/assets/none.js')).status, 404);
  });

  it('answer HEAD without a body, and take no other method', async () => {
    const head = await send('/console/', {}, 'HEAD');
    assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', '5']);
    const { status } = await send('/console/', {}, 'POST');
    assert.ok(status === 404 || status === 405, String(status));
  });

  it('let the page load nothing but its own files, and nobody frame it', async () => {
    for (const target of ['/console/', '/console/assets/app-1a2b.js', '/console/assets/none.js']) {
      const { headers } = await send(target);
      const policy = String(headers['content-security-policy']);
      const directives = new Map(
        policy.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1).join(' ')]),
      );
      assert.equal(directives.get('default-src'), "'none'");
      assert.equal(directives.get('script-src'), "'self'");
      assert.equal(directives.get('connect-src'), "'self'");
      assert.equal(directives.get('frame-ancestors'), "'none'");
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
    }
  });
});
