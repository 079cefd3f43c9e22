import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCipheriv, createHash } from 'node:crypto';
import { StepgateError } from '../../src/error.ts';
import { KINDS } from './handler-kinds.ts';
import { openSandbox } from './open-sandbox.ts';
import type { RunOptions } from './open-sandbox.ts';

const { run, value } = openSandbox();

for (const [kind, make] of KINDS) {
  describe(`ctx of a handler that is ${kind}`, () => {
    const of = (body: string, options?: RunOptions): Promise<unknown> => value(make(body), options);

    it('request gives what the gateway answers', async () => {
      const options = { url: 'http://a/', method: 'post', body: { a: ['ä', null] }, header: { x: 1 }, onlyData: false };
      const ran = await run(make('return [(await ctx.request(input)).data, 1]'), {
        input: options,
        host: () => ({ data: 'x', status: 404 }),
      });
      assert.equal(ran.kind === 'value' && ran.json, '["x",1]');
      assert.deepEqual(ran.calls, [{ method: 'request', args: [options, ''] }]);
    });

    it('request throws what the gateway throws, with code, status and retryable', async () => {
      const host = (): never => {
        throw new StepgateError('110007', 'not reached', { status: 504 });
      };
      const caught = await of(
        'try { await ctx.request({ url: "http://a" }) } catch (e) { return [e.code, e.message, e.status, e.retryable] }',
        { host },
      );
      assert.deepEqual(caught, ['110007', 'not reached', 504, true]);
    });

    it('an uncaught error of request keeps its code, its status and its retryable', async () => {
      for (const [code, options, retryable] of [
        ['110006', {}, false],
        ['110006', { retryable: true }, true],
        ['110007', { status: 504 }, true],
        ['110015', {}, false],
      ] as const) {
        const ran = await run(make('return await ctx.request({ url: "http://a" })'), {
          host: () => {
            throw new StepgateError(code, 'why', options);
          },
        });
        assert.equal(ran.kind, 'error');
        assert.equal(ran.code, code);
        assert.equal(ran.message, 'why');
        assert.equal(ran.retryable, retryable);
        assert.equal(ran.status, 'status' in options ? options.status : 502);
      }
    });

    it('a bug in the gateway is 110000, and shows nothing of it', async () => {
      const ran = await run(make('await ctx.request({ url: "http://a" })'), {
        host: () => {
          throw new TypeError('secret detail');
        },
      });
      assert.equal(ran.kind === 'error' && ran.code, '110000');
      assert.ok(!JSON.stringify(ran).includes('secret detail'));
    });

    it('log and console write with their level, formatted as people read it', async () => {
      const ran = await run(
        make(`
        ctx.log.debug('a', 1, null, undefined, { a: [1] }, true); ctx.log.info(); ctx.log.warn(Symbol('s'), 5n);
        ctx.log.error(new TypeError('x')); console.log('c'); console.info('i'); console.debug('d'); console.warn('w');
        console.error('e'); console.trace('t'); console.dir({});
        ctx.log.info({ toJSON() { throw 1 } }, new Proxy({}, { get() { throw 1 } }), () => 1)`),
      );
      assert.deepEqual(
        ran.logs.map(({ level, message }) => `${level} ${message.replace(/\(line.*\)/, '(place)')}`),
        [
          'debug a 1 null undefined {"a":[1]} true',
          'info ',
          'warn Symbol(s) 5',
          'error TypeError: x (place)',
          'info c',
          'info i',
          'debug d',
          'warn w',
          'error e',
          'debug t',
          'info {}',
          'info [cannot be shown] [cannot be shown] () => 1',
        ],
      );
      assert.ok(ran.logs.every(({ at }) => Math.abs(at - Date.now()) < 60_000));
    });

    it('data stores and loads', async () => {
      const data = new Map<unknown, unknown>();
      const host: RunOptions['host'] = (method, [key, stored]) =>
        method === 'data.store' ? void data.set(key, stored) : (data.get(key) ?? null);
      const body =
        'ctx.data.store("a", { b: 1 }); ctx.data.store("u"); return [ctx.data.load("a"), ctx.data.load("u"), ctx.data.load("no")]';
      assert.deepEqual(await of(body, { host }), [{ b: 1 }, null, null]);
      assert.deepEqual(
        [...data],
        [
          ['a', { b: 1 }],
          ['u', null],
        ],
      );
    });

    it('logId, trx and uuid are strings', async () => {
      const [logId, trx, a, b] = (await of('return [ctx.logId(), ctx.trx(), ctx.uuid(), ctx.uuid()]')) as string[];
      assert.equal(logId, '0af7651916cd43dd8448eb211c80319c');
      assert.equal(trx, 'TRX0198D0A0000070008000000000000001');
      assert.match(a ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.notEqual(a, b);
    });

    it('sleep waits', async () => {
      const waited = await of('const t = Date.now(); await ctx.sleep(30); await ctx.sleep(0); return Date.now() - t');
      assert.ok((waited as number) >= 29);
    });

    it('response answers the client, and the script goes on', async () => {
      const ran = await run(make('ctx.response({ a: 1 }); ctx.response(); return 5'));
      assert.equal(ran.kind === 'value' && ran.json, '5');
      assert.deepEqual(
        ran.calls.map(({ args }) => args),
        [[{ a: 1 }], [null]],
      );
    });

    it('base64 is UTF-8, both alphabets, with or without padding', async () => {
      const body =
        'return [ctx.base64.encode("hä€😀"), ctx.base64.decode("aMOk4oKs8J+YgA=="), ctx.base64.decode("aMOk4oKs8J-YgA"), ctx.base64.decode(""), ctx.base64.decode("\\nYQ==\\n")]';
      assert.deepEqual(await of(body), ['aMOk4oKs8J+YgA==', 'hä€😀', 'hä€😀', '', 'a']);
    });

    it('hash is hex of UTF-8', async () => {
      for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
        const expected = createHash(algorithm).update('hä€', 'utf8').digest('hex');
        assert.equal(await of('return ctx.hash(input, "hä€")', { input: algorithm }), expected);
      }
    });

    it('aes with a key is CBC, PKCS#7, IV = the first 16 bytes of the key', async () => {
      for (const key of [
        '0123456789abcdef',
        '0123456789abcdef01234567',
        '0123456789abcdef0123456789abcdef',
        'äbcdefghijklmno',
      ]) {
        const bytes = Buffer.from(key);
        const cipher = createCipheriv(`aes-${bytes.length * 8}-cbc`, bytes, bytes.subarray(0, 16));
        const expected = Buffer.concat([cipher.update('Grüße'), cipher.final()]);
        const body = `const { aes } = ctx; return [aes.encodeToBase64(input, 'Grüße'), aes.encodeToHex(input, 'Grüße'),
          aes.decodeFromBase64(input, aes.encodeToBase64(input, 'Grüße')), aes.decodeFromHex(input, aes.encodeToHex(input, '').toUpperCase())]`;
        assert.deepEqual(await of(body, { input: key }), [
          expected.toString('base64'),
          expected.toString('hex'),
          'Grüße',
          '',
        ]);
      }
    });

    it('what needs a secret is asked of the gateway, by the name of the secret', async () => {
      const ran = await run(
        make(`return [ctx.hmac('sha256', 's', 't'), ctx.aes.encrypt('s', 't'), ctx.aes.decrypt('s', 't'),
          ctx.rsa.encodeToBase64('s', 't'), ctx.rsa.encodeToHex('s', 't', { padding: 'oaep' }), ctx.rsa.decodeFromBase64('s', 't', {}),
          ctx.rsa.decodeFromHex('s', 't', { padding: 'pkcs1' }), ctx.rsa.sign('s', 't'), ctx.rsa.verify('s', 't', 'g'),
          ctx.jwt.sign('s', { a: 1, b: undefined }), ctx.jwt.sign('s', {}, { algorithm: 'ES256', keyId: 'k', expiresIn: 5, issuer: 'i', audience: ['a'] }),
          ctx.jwt.verify('s', 't'), ctx.jwt.verify('s', 't', { algorithms: ['HS256'], issuer: ['i'], audience: 'a', clockSkew: 0 }), ctx.jwt.decode('t')]`),
        {
          host: (method, args) =>
            [method, ...args.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))].join(' '),
        },
      );
      assert.deepEqual(ran.kind === 'value' && JSON.parse(ran.json), [
        'hmac sha256 s t',
        'aes.encrypt s t',
        'aes.decrypt s t',
        'rsa.encodeToBase64 s t pkcs1',
        'rsa.encodeToHex s t oaep',
        'rsa.decodeFromBase64 s t pkcs1',
        'rsa.decodeFromHex s t pkcs1',
        'rsa.sign s t',
        'rsa.verify s t g',
        'jwt.sign s {"a":1} {}',
        'jwt.sign s {} {"algorithm":"ES256","keyId":"k","expiresIn":5,"issuer":"i","audience":["a"]}',
        'jwt.verify s t {}',
        'jwt.verify s t {"algorithms":["HS256"],"issuer":["i"],"audience":"a","clockSkew":0}',
        'jwt.decode t',
      ]);
    });
  });
}

describe('ctx of an async handler', () => {
  it('gives promises from request, sleep and step, values from everything else', async () => {
    const source = `async function handler(ctx) {
      const all = [ctx.request({ url: 'http://a' }), ctx.sleep(0), ctx.step('a', () => 1), ctx.uuid(), ctx.data.load('a'), ctx.hmac('md5', 's', 't')];
      await Promise.allSettled(all);
      return all.map((one) => one instanceof Promise) }`;
    const host: RunOptions['host'] = (method) => (method === 'step.load' ? { found: false } : null);
    assert.deepEqual(await value(source, { host }), [true, true, true, false, false, false]);
  });

  it('waits for requests side by side', async () => {
    let open = 0;
    const { promise: allOpen, resolve } = Promise.withResolvers<undefined>();
    const source =
      "async function handler(ctx) { return await Promise.all([1, 2, 3].map((n) => ctx.request({ url: 'http://a/' + n }))) }";
    // Answers none before all are there: one after the other, they would wait for ever.
    const host = async (): Promise<number> => {
      if (++open === 3) resolve(undefined);
      await allOpen;
      return open;
    };
    assert.deepEqual(await value(source, { host }), [3, 3, 3]);
  });
});

describe('ctx of a plain handler', () => {
  it('gives values from everything', async () => {
    const source = `function handler(ctx) {
      const c = ctx;
      return [c.request({ url: 'http://a' }), c.sleep(0), c.step('a', () => 1), [1, 2].map((n) => c.request({ url: 'http://a/' + n }))] }`;
    const host: RunOptions['host'] = (method) => (method === 'step.load' ? { found: false } : 5);
    assert.deepEqual(await value(source, { host }), [5, null, 1, [5, 5]]);
  });

  it('may give a promise, which is awaited', async () => {
    const host: RunOptions['host'] = (method) => (method === 'step.load' ? { found: false } : 5);
    const ran = await run('function handler(ctx) { return ctx.step("a", async () => 7).then((n) => n + 1) }', { host });
    assert.equal(ran.kind === 'value' && ran.json, '8');
    assert.deepEqual(ran.calls.at(-1), { method: 'step.store', args: ['a', 7, true] });
  });
});
