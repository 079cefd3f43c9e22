import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import { secretMethods } from '../../src/component/secret-methods.ts';
import type { HostMethod } from '../../src/sandbox/sandbox.ts';

/** One method of `ctx` that uses the secret K; what it throws as its message. */
async function call(method: HostMethod, secret: string, ...args: string[]): Promise<unknown> {
  const [, act] = secretMethods(() => ({ K: secret })).find(([name]) => name === method) ?? [];
  assert.ok(act, method);
  try {
    return await act(method === 'hmac' ? [args[0] ?? '', 'K', ...args.slice(1)] : ['K', ...args]);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    assert.equal(code, '110005', message);
    return message;
  }
}

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = (key: KeyObject): string => JSON.stringify(key.export({ format: 'jwk' }));
const pem = (key: KeyObject): string =>
  String(key.export({ type: key.type === 'public' ? 'spki' : 'pkcs8', format: 'pem' }));

const BYTES = Buffer.from('00ff80c3287f0a0d2b2f3d5f2d41427a00ff80c3287f0a0d2b2f3d5f2d41427a', 'hex');
const WRITTEN = [
  `base64:${BYTES.toString('base64')}`,
  `base64:${BYTES.toString('base64').replace(/=+$/, '')}`,
  `base64:${BYTES.toString('base64url')}`,
  `  hex:${BYTES.toString('hex')}\n`,
  `hex:${BYTES.toString('hex').toUpperCase()}`,
  JSON.stringify({ kty: 'oct', k: BYTES.toString('base64url') }, null, 2),
];

describe('a binary key, however it is written', () => {
  it('makes the HMAC of its bytes', async () => {
    const expected = createHmac('sha256', BYTES).update('text').digest('hex');
    for (const secret of WRITTEN) assert.equal(await call('hmac', secret, 'sha256', 'text'), expected, secret);
  });

  it('encrypts and decrypts', async () => {
    for (const secret of [...WRITTEN, BYTES.toString('hex'), BYTES.toString('base64')]) {
      const encrypted = (await call('aes.encrypt', secret, 'text')) as string;
      for (const other of WRITTEN) assert.equal(await call('aes.decrypt', other, encrypted), 'text', secret);
    }
  });
});

describe('text as a key', () => {
  it('is taken as it stands', async () => {
    for (const text of [' text ', 'hexadecimal', '{"a":1}', '{no JSON', '["kty"]', 'BASE64:QQ==', 'x hex:00'])
      assert.equal(await call('hmac', text, 'sha256', 'x'), createHmac('sha256', text).update('x').digest('hex'), text);
  });
});

describe('a pair of RSA keys', () => {
  it('is PEM or JWK, for all methods', async () => {
    for (const [open, secret] of [
      [pem(publicKey), jwk(privateKey)],
      [jwk(publicKey), pem(privateKey)],
      [jwk(privateKey), String(privateKey.export({ type: 'pkcs1', format: 'pem' }))],
    ] as const) {
      const encoded = (await call('rsa.encodeToHex', open, 'text', 'oaep')) as string;
      assert.equal(await call('rsa.decodeFromHex', secret, encoded, 'oaep'), 'text');
      const signature = (await call('rsa.sign', secret, 'text')) as string;
      assert.equal(await call('rsa.verify', open, 'text', signature), true);
      assert.equal(await call('rsa.verify', open, 'other', signature), false);
    }
  });
});

describe('a secret of a wrong form is error 110005 that says what it is', () => {
  const [PEM, JWK] = [pem(publicKey), jwk(privateKey)];
  const cases: readonly (readonly [HostMethod, string, RegExp])[] = [
    [
      'hmac',
      PEM,
      /^ctx\.hmac: secret "K" is a public RSA key, expected text, "base64:", "hex:" or a JWK of the type oct$/,
    ],
    ['hmac', JWK, /is a private RSA key, expected text/],
    ['hmac', 'base64:a*b', /holds something else than base64 behind "base64:"/],
    ['hmac', 'base64:', /holds something else than base64/],
    ['hmac', 'base64:abcde', /holds something else than base64/],
    ['hmac', 'hex:abc', /holds something else than pairs of hex digits behind "hex:"/],
    ['hmac', 'hex:xy', /pairs of hex digits/],
    ['hmac', '{"kty":"oct"}', /is a JWK of the type oct without its key in "k"/],
    ['hmac', `{"keys":[${JWK}]}`, /is a set of JWKs; store the one key that is meant/],
    ['hmac', '{"kty":"RSA","n":"AQ"}', /is a JWK of the type RSA, and no key can be read from it/],
    ['hmac', PEM.replace(/\n.*\n/, '\n'), /begins like PEM, and no key can be read from it/],
    ['aes.encrypt', PEM, /is a public RSA key, expected a key of 32 bytes in base64 or hex/],
    ['aes.encrypt', 'hex:00ff', /holds 2 bytes, expected a key of 32 bytes/],
    ['aes.decrypt', 'text', /holds 3 bytes, expected a key of 32 bytes/],
    ['rsa.sign', 'text', /is text, expected a private RSA key in PEM or as a JWK/],
    ['rsa.sign', 'hex:00', /is a symmetric key, expected a private RSA key/],
    ['rsa.sign', PEM, /is a public RSA key, expected a private one/],
    ['rsa.verify', pem(elliptic.publicKey), /is a public EC key, expected a public or private RSA key/],
    ['rsa.encodeToHex', jwk(elliptic.privateKey), /is a private EC key, expected a public or private RSA key/],
  ];
  for (const [method, secret, expected] of cases)
    it(`${method} with ${secret.slice(0, 30).replaceAll('\n', ' ')}`, async () => {
      const message = String(await call(method, secret, method === 'hmac' ? 'sha256' : 'text', 'text'));
      assert.match(message, expected);
      assert.ok(secret.length < 10 || !message.includes(secret));
    });
});
