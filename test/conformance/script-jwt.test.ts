import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { scriptsOf } from './script-rules.ts';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const BYTES = Buffer.alloc(40, 0xe7);
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe('ctx.jwt of a script', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway();
    for (const [name, content] of Object.entries({
      BINARY: `base64:${BYTES.toString('base64')}`,
      EC_PUBLIC: String(publicKey.export({ type: 'spki', format: 'pem' })),
      EC_PRIVATE: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'k1' }),
    })) {
      const saved = await gateway.api('POST', 'secret', { name, content });
      assert.equal(saved.status, 201, saved.text);
    }
  });
  after(async () => assert.equal(await gateway.stop(), 0));

  const { run, both } = scriptsOf(() => gateway);

  it('signs as others do', async () => {
    const token = (await both(`return ctx.jwt.sign('BINARY', input, { algorithm: 'HS384', keyId: 'a' })`, {
      sub: 'ü',
    })) as string;
    const text = `${encoded({ alg: 'HS384', typ: 'JWT', kid: 'a' })}.${encoded({ sub: 'ü' })}`;
    assert.equal(token, `${text}.${createHmac('sha384', BYTES).update(text).digest('base64url')}`);
  });

  it('verifies what others signed, and reads what it does not verify', async () => {
    const text = `${encoded({ alg: 'ES256' })}.${encoded({ sub: 'a', aud: ['us'], iss: 'them' })}`;
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const token = `${text}.${signature.toString('base64url')}`;
    const claims = await both(`return ctx.jwt.verify('EC_PUBLIC', input.token, { issuer: 'them', audience: 'us' })`, {
      token,
    });
    assert.deepEqual(claims, { sub: 'a', aud: ['us'], iss: 'them' });
    const shown = await both(`return ctx.jwt.decode(input.token)`, { token: `${text}.AAAA` });
    assert.deepEqual(shown, { header: { alg: 'ES256' }, payload: claims });
  });

  it('fails with 110005, which a script may catch', async () => {
    const expired = encoded({ exp: 1 });
    const text = `${encoded({ alg: 'HS256' })}.${expired}`;
    const token = `${text}.${createHmac('sha256', BYTES).update(text).digest('base64url')}`;
    const reply = await run(`function handler(ctx, input) { return ctx.jwt.verify('BINARY', input.token) }`, { token });
    assert.deepEqual(
      [reply.status, reply.body.code, reply.body.msg],
      [500, '110005', 'ctx.jwt.verify: argument 2 (token) has ended (exp 1)'],
    );
    const caught = await both(
      `const codes = []; for (const args of input) try { ctx.jwt.verify(...args) } catch (e) { codes.push([e.code, e.message]) } return codes`,
      [
        ['EC_PUBLIC', token],
        ['EC_PUBLIC', token, { algorithms: ['HS256'] }],
        ['NOWHERE', token],
      ],
    );
    assert.deepEqual(caught, [
      ['110005', 'ctx.jwt.verify: argument 2 (token) is not signed with ES256'],
      ['110005', 'ctx.jwt.verify: secret "EC_PUBLIC" is a public EC key: it verifies ES256, not HS256'],
      ['110005', 'ctx.jwt.verify: there is no secret "NOWHERE"; an admin can add it'],
    ]);
  });

  it('reads a token whose payload is nested without end, and stays up', async () => {
    const deep = Buffer.from(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`).toString('base64url');
    const reply = await run(
      `function handler(ctx, input) { try { return typeof ctx.jwt.decode(input.token) } catch (e) { return e.code } }`,
      {
        token: `${encoded({ alg: 'HS256' })}.${deep}.AA`,
      },
    );
    assert.deepEqual([reply.status, reply.body], [200, '110005']);
  });
});
