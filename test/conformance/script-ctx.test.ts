import assert from 'node:assert/strict';
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  constants,
  sign,
  verify,
} from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { scriptsOf } from './script-rules.ts';

type Json = Record<string, unknown>;

describe('a script', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  const { run, both, logOf } = scriptsOf(() => gateway);

  it('calls through the gateway: body, cookies, header and status', async () => {
    upstream.on('/full', ({ method, headers, body }, response) =>
      response
        .writeHead(201, { 'set-cookie': ['a=1; Path=/', 'b=two'], 'x-up': 'yes', 'content-type': 'application/json' })
        .end(
          JSON.stringify({
            method,
            type: headers['content-type'],
            body,
            auth: headers.authorization,
            h: headers['x-h'],
          }),
        ),
    );
    await gateway.api('POST', 'secret', { name: 'CALL', content: 'call secret' });
    const url = `${upstream.url}/full`;
    const data = (await both(
      `return await ctx.request({ url: input.url, method: 'post', body: { a: 1 }, header: { 'X-H': '{secret.CALL}' }, auth: ['u', 'p'] })`,
      { url },
    )) as Json;
    assert.deepEqual(
      [data.method, data.body, data.auth, data.h],
      ['POST', '{"a":1}', `Basic ${Buffer.from('u:p').toString('base64')}`, 'call secret'],
    );
    const full = (await both(`return await ctx.request({ url: input.url, onlyData: false })`, { url })) as Json;
    assert.deepEqual(Object.keys(full).sort(), ['cookies', 'data', 'header', 'status']);
    assert.deepEqual([full.status, full.cookies, (full.header as Json)['x-up']], [201, { a: '1', b: 'two' }, 'yes']);
    const form = (await both(
      `return await ctx.request({ url: input.url, method: 'PUT', body: { q: 'x y' }, dataType: 'form' })`,
      { url },
    )) as Json;
    assert.deepEqual([form.method, new URLSearchParams(String(form.body)).get('q')], ['PUT', 'x y']);
    upstream.on('/text', (_, response) => response.end('just text'));
    assert.equal(
      await both(`return await ctx.request({ url: input.url, responseType: 'text' })`, { url: `${upstream.url}/text` }),
      'just text',
    );
    const keys = upstream
      .callsOf('/full')
      .filter(({ method }) => method === 'POST')
      .map(({ headers }) => headers['idempotency-key']);
    assert.match(String(keys[0]), /^TRX[0-9A-F]{32}-1-s-1$/);
  });

  it('that calls what fails may catch it, or fails with its code', async () => {
    upstream.json('/500', { why: 'x' }, 500, { date: 'Sun, 22 Nov 2026 00:00:00 GMT' });
    upstream.on('/hang', () => undefined);
    const cases: [string, string, number][] = [
      [`url: '${upstream.url}/500'`, '110006', 502],
      [`url: 'http://127.0.0.1:1/'`, '110007', 502],
      [`url: '${upstream.url}/hang', timeout: 0.1`, '110007', 504],
      [`url: 'http://169.254.169.254/'`, '110015', 502],
    ];
    for (const [options, code, status] of cases) {
      const uncaught = await run(`async function handler(ctx) { return await ctx.request({ ${options} }) }`);
      assert.deepEqual([uncaught.status, uncaught.body.code], [status, code], options);
      const caught = await both(
        `try { return await ctx.request({ ${options} }) } catch (e) { return [e.code, e instanceof Error] }`,
      );
      assert.deepEqual(caught, [code, true]);
    }
    const tolerant = (await both(`return await ctx.request({ url: '${upstream.url}/500', onlyData: false })`)) as Json;
    assert.deepEqual([tolerant.status, tolerant.data], [500, { why: 'x' }]);
  });

  it('shares ctx.data with all scripts of the run', async () => {
    await gateway.script(
      'store',
      `function handler(ctx) { return [ctx.data.load('k'), ctx.data.store('k', { n: [1] }) ?? null] }`,
    );
    await gateway.script('load', `async function handler(ctx) { return [ctx.data.load('k'), ctx.data.load('none')] }`);
    const script = (name: string): Json => ({ name, type: 'script', url: name, outputName: name });
    await gateway.rule('shared', 'GET', {
      components: [[script('store')], [script('load')]],
      response: { body: ['{store}', '{load}'] },
    });
    const expected = [
      [null, null],
      [{ n: [1] }, null],
    ];
    assert.deepEqual((await gateway.call('GET', 'shared')).body, expected);
    assert.deepEqual((await gateway.call('GET', 'shared')).body, expected);
  });

  it('has ids', async () => {
    const reply = await run(`function handler(ctx) { return [ctx.trx(), ctx.logId(), ctx.uuid(), ctx.uuid()] }`);
    const [trx, logId, ...uuids] = reply.body as unknown as string[];
    assert.equal(trx, reply.headers.get('trx'));
    assert.match(String(logId), /^[0-9a-f]{32}$/);
    for (const uuid of uuids) assert.match(uuid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.notEqual(uuids[0], uuids[1]);
  });

  it('runs a step once; a name used twice is 110005', async () => {
    assert.deepEqual(await both(`return [await ctx.step('a', () => 1), await ctx.step('b', () => ({ x: 2 }))]`), [
      1,
      { x: 2 },
    ]);
    const twice = await run(
      `async function handler(ctx) { await ctx.step('a', () => 1); await ctx.step('a', () => 2) }`,
    );
    assert.deepEqual([twice.status, twice.body.code], [500, '110005']);
    assert.match(String(twice.body.msg), /step/);
    const caught = await both(
      `try { await ctx.step('a', () => { throw new Error('in') }) } catch (e) { return e.message } `,
    );
    assert.equal(caught, 'in');
  });

  it('sleeps', async () => {
    const before = Date.now();
    assert.equal(await both(`await ctx.sleep(60); return 'slept'`), 'slept');
    assert.ok(Date.now() - before >= 120);
  });

  it('answers the client now with ctx.response, and only the first counts', async () => {
    const held = Promise.withResolvers<void>();
    upstream.on('/held', async (_, response) => {
      await held.promise;
      response.end('{}');
    });
    const source = `async function handler(ctx) { ctx.response({ early: 1 }); ctx.response({ early: 2 }); await ctx.request({ url: '${upstream.url}/held' }) }`;
    const reply = await run(source, {}, {}, { record: true, response: {} });
    assert.deepEqual([reply.status, reply.body], [200, { early: 1 }]);
    held.resolve();
    assert.equal((await logOf(reply)).status, 'success');
    const shaped = await run(
      `function handler(ctx) { ctx.response({ v: 5 }) }`,
      {},
      {},
      { response: { status: 202, body: ['{response.v}'] } },
    );
    assert.deepEqual([shaped.status, shaped.body], [202, [5]]);
  });

  it('suspends and breaks its run, whatever it catches', async () => {
    const kept = await run(
      `function handler(ctx) { try { ctx.suspend('S1', 'please look') } catch { return 1 } return 2 }`,
      {},
      {},
      { suspend: true },
    );
    assert.deepEqual(
      [kept.status, kept.body.code, kept.body.msg, kept.body.status],
      [202, 'S1', 'please look', 'suspended'],
    );
    const short = await run(
      `async function handler(ctx) { try { ctx.suspend('only a reason') } finally { return 1 } }`,
      {},
      {},
      { suspend: true },
    );
    assert.deepEqual([short.status, short.body.code, short.body.msg], [202, '110009', 'only a reason']);
    const lost = await run(`function handler(ctx) { ctx.suspend('S1', 'nobody keeps it') }`);
    assert.deepEqual([lost.status, lost.body.code, lost.body.msg], [500, 'S1', 'nobody keeps it']);
    const broken = await run(
      `async function handler(ctx) { try { ctx.break('no', { code: 'B1', status: 403 }) } finally { return 1 } }`,
    );
    assert.deepEqual([broken.status, broken.body.code, broken.body.msg], [403, 'B1', 'no']);
  });

  it('encodes base64 of UTF-8, hashes and signs as node:crypto does', async () => {
    const text = 'grüße 💥';
    await gateway.api('POST', 'secret', { name: 'MAC', content: 'mac key ä' });
    const algorithms = ['md5', 'sha1', 'sha256', 'sha512'];
    const got = await both(
      `return [ctx.base64.encode(input.text), ctx.base64.decode(ctx.base64.encode(input.text)), input.algorithms.map((a) => ctx.hash(a, input.text)), input.algorithms.map((a) => ctx.hmac(a, 'MAC', input.text))]`,
      { text, algorithms },
    );
    assert.deepEqual(got, [
      Buffer.from(text).toString('base64'),
      text,
      algorithms.map((one) => createHash(one).update(text).digest('hex')),
      algorithms.map((one) => createHmac(one, 'mac key ä').update(text).digest('hex')),
    ]);
  });

  it('speaks AES-CBC with the key’s first bytes as IV, and AES-GCM under a secret', async () => {
    const text = 'grüße 💥 and more than one block of it';
    for (const [bits, key] of [
      [128, '0123456789abcdef'],
      [192, '0123456789abcdef01234567'],
      [256, '0123456789abcdef0123456789abcdef'],
    ] as const) {
      const cipher = createCipheriv(`aes-${bits}-cbc`, key, key.slice(0, 16));
      const bytes = Buffer.concat([cipher.update(text), cipher.final()]);
      const got = await both(
        `const { key, text, b, h } = input; return [ctx.aes.encodeToBase64(key, text), ctx.aes.encodeToHex(key, text), ctx.aes.decodeFromBase64(key, b), ctx.aes.decodeFromHex(key, h)]`,
        { key, text, b: bytes.toString('base64'), h: bytes.toString('hex') },
      );
      assert.deepEqual(got, [bytes.toString('base64'), bytes.toString('hex'), text, text]);
    }
    const secret = Buffer.alloc(32, 7);
    await gateway.api('POST', 'secret', { name: 'GCM', content: secret.toString('base64') });
    await gateway.api('POST', 'secret', { name: 'GCMHEX', content: secret.toString('hex') });
    const source = `function handler(ctx, input) { const a = ctx.aes.encrypt('GCM', input); return [a, ctx.aes.encrypt('GCM', input), ctx.aes.decrypt('GCMHEX', a)] }`;
    const [one, two, back] = (await run(source, {}, { input: text })).body as unknown as string[];
    assert.notEqual(one, two);
    assert.equal(back, text);
    const sealed = Buffer.from(String(one), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(-16));
    assert.equal(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString(), text);
  });

  it('encrypts and signs with RSA keys that it never sees', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = {
      public: publicKey.export({ type: 'spki', format: 'pem' }),
      private: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    };
    await gateway.api('POST', 'secret', { name: 'PUB', content: pem.public });
    await gateway.api('POST', 'secret', { name: 'PRIV', content: pem.private });
    const text = 'grüße';
    const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    const sealed = publicEncrypt(
      { key: createPublicKey(pem.public), padding: constants.RSA_PKCS1_PADDING },
      Buffer.from(text),
    );
    const sealedOaep = publicEncrypt({ key: createPublicKey(pem.public), ...oaep }, Buffer.from(text));
    const input = { text, b: sealed.toString('base64'), h: sealed.toString('hex'), o: sealedOaep.toString('base64') };
    const source = `function handler(ctx, { text, b, h, o }) { const { rsa } = ctx; const p = { padding: 'oaep' };
      return { decoded: [rsa.decodeFromBase64('PRIV', b), rsa.decodeFromHex('PRIV', h), rsa.decodeFromBase64('PRIV', o, p),
          rsa.decodeFromHex('PRIV', rsa.encodeToHex('PUB', text)), rsa.decodeFromHex('PRIV', rsa.encodeToHex('PUB', text, p), p)],
        oaep: rsa.encodeToBase64('PUB', text, p), plain: rsa.encodeToBase64('PUB', text),
        signature: rsa.sign('PRIV', text), right: rsa.verify('PUB', text, rsa.sign('PRIV', text)), wrong: rsa.verify('PUB', 'other', rsa.sign('PRIV', text)) } }`;
    const reply = await run(source, input);
    assert.equal(reply.status, 200, reply.text);
    const got = reply.body as { decoded: string[]; oaep: string; signature: string; right: boolean; wrong: boolean };
    assert.deepEqual(got.decoded, Array(5).fill(text));
    assert.equal(
      privateDecrypt({ key: createPrivateKey(pem.private), ...oaep }, Buffer.from(got.oaep, 'base64')).toString(),
      text,
    );
    assert.equal(got.signature, sign('sha256', Buffer.from(text), privateKey).toString('base64'));
    assert.ok(verify('sha256', Buffer.from(text), publicKey, Buffer.from(got.signature, 'base64')));
    assert.deepEqual([got.right, got.wrong], [true, false]);
  });
});
