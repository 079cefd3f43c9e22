import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, verify as verifySignature } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import { secretMethods } from '../../src/component/secret-methods.ts';
import type { HostMethod } from '../../src/sandbox/sandbox.ts';

type Options = Record<string, unknown>;

/** One method of `ctx.jwt`; what it throws as code and message. */
async function ask(method: HostMethod, secret: string, ...args: unknown[]): Promise<unknown> {
  const [, act] = secretMethods(() => ({ K: secret })).find(([name]) => name === method) ?? [];
  assert.ok(act, method);
  try {
    return await act((method === 'jwt.decode' ? args : ['K', ...args]) as never);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { code, message };
  }
}

const sign = (secret: string, claims: unknown, options: Options = {}): Promise<unknown> =>
  ask('jwt.sign', secret, claims, options);
const verify = (secret: string, token: unknown, options: Options = {}): Promise<unknown> =>
  ask('jwt.verify', secret, token, options);
const decode = (token: unknown): Promise<unknown> => ask('jwt.decode', '', token);

const refused = (message: string): unknown => ({
  code: '110005',
  message: `ctx.jwt.verify: argument 2 (token) ${message}`,
});
const unfit = (method: string, message: string): unknown => ({
  code: '110005',
  message: `ctx.jwt.${method}: secret "K" ${message}`,
});

const jwk = (key: KeyObject, more: Options = {}): string =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });
const pem = (key: KeyObject): string =>
  String(key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }));

/** The claims of the examples of RFC 7515 and RFC 7519: they ended in 2011. */
const JOE = { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true };
const JOE_PAYLOAD = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
const LONG_AGO = { clockSkew: 1e10 };

const A1 = {
  key: '{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}',
  token: `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${JOE_PAYLOAD}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`,
};
const A2 = {
  key: '{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}',
  token: `eyJhbGciOiJSUzI1NiJ9.${JOE_PAYLOAD}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`,
};
const A3 = {
  key: '{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}',
  token: `eyJhbGciOiJFUzI1NiJ9.${JOE_PAYLOAD}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
};
const A4 = {
  key: '{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}',
  token:
    'eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn',
};
const ED25519 = {
  x: Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString('base64url'),
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  token:
    'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
};
const ED25519_PRIVATE = JSON.stringify({ kty: 'OKP', crv: 'Ed25519', d: ED25519.d, x: ED25519.x });

describe('the vectors of RFC 7515, RFC 7519 and RFC 8037', () => {
  for (const [name, { key, token }] of Object.entries({ 'A.1 (HS256)': A1, 'A.2 (RS256)': A2, 'A.3 (ES256)': A3 }))
    it(`RFC 7515 ${name}: the claims, and nothing of a changed token`, async () => {
      assert.deepEqual(await verify(key, token, LONG_AGO), JOE);
      assert.deepEqual(await verify(key, token), refused('has ended (exp 1300819380)'));
      const changed = token.replace(/.(?=.$)/, (char) => (char === 'A' ? 'B' : 'A'));
      assert.deepEqual(await verify(key, changed, LONG_AGO), refused('is not signed with secret "K"'));
    });

  for (const [name, key, token] of [
    ['RFC 7515 A.4 (ES512)', A4.key, A4.token],
    ['RFC 8037 A.5 (EdDSA)', ED25519_PRIVATE, ED25519.token],
  ] as const)
    it(`${name}: the signature is right, and the payload no claims`, async () => {
      const { message } = (await verify(key, token)) as { message: string };
      assert.match(message, /Claims Set must be a top-level JSON object/);
      const changed = token.replace(/.(?=.$)/, (char) => (char === 'A' ? 'B' : 'A'));
      assert.deepEqual(await verify(key, changed), refused('is not signed with secret "K"'));
    });

  it('RFC 8032, test 1, key: what is signed is what everybody with this key signs', async () => {
    const token = (await sign(ED25519_PRIVATE, { a: 1 })) as string;
    assert.deepEqual(await decode(token), { header: { alg: 'EdDSA', typ: 'JWT' }, payload: { a: 1 } });
    const at = token.lastIndexOf('.');
    const key = { key: { kty: 'OKP', crv: 'Ed25519', x: ED25519.x }, format: 'jwk' } as const;
    const signature = Buffer.from(token.slice(at + 1), 'base64url');
    assert.ok(verifySignature(null, Buffer.from(token.slice(0, at)), key, signature));
  });

  it('RFC 7519, 6.1: a token without a signature is refused by every key', async () => {
    const token = `eyJhbGciOiJub25lIn0.${JOE_PAYLOAD}.`;
    for (const [key, algorithms] of [
      [A1.key, 'HS256'],
      ['text', 'HS256'],
      [A2.key, 'RS256 or PS256'],
      [A3.key, 'ES256'],
      [ED25519_PRIVATE, 'EdDSA or Ed25519'],
    ] as const)
      assert.deepEqual(await verify(key, token, LONG_AGO), refused(`is not signed with ${algorithms}`));
    assert.deepEqual(await decode(token), { header: { alg: 'none' }, payload: JOE });
  });
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const pairs = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  ES256: ec('P-256'),
  ES384: ec('P-384'),
  ES512: ec('P-521'),
  EdDSA: generateKeyPairSync('ed25519'),
  Ed25519: generateKeyPairSync('ed25519'),
};

describe('ctx.jwt with a pair of keys', () => {
  for (const [algorithm, { privateKey, publicKey }] of Object.entries(pairs))
    it(`signs and verifies ${algorithm}, with PEM and JWK`, async () => {
      for (const written of [pem, jwk] as const) {
        const token = await sign(written(privateKey), { sub: 'ä' }, { algorithm, keyId: 'k1' });
        assert.deepEqual(await decode(token), {
          header: { alg: algorithm, typ: 'JWT', kid: 'k1' },
          payload: { sub: 'ä' },
        });
        const algorithms = [algorithm, 'HS256'];
        for (const key of [written(publicKey), written(privateKey)])
          assert.deepEqual(await verify(key, token, { algorithms }), { sub: 'ä' });
      }
    });

  it('takes the algorithm that fits the key, where none is named', async () => {
    for (const [algorithm, { privateKey, publicKey }] of Object.entries(pairs)) {
      const token = await sign(pem(privateKey), {});
      const fitting = algorithm.startsWith('ES') ? algorithm : algorithm.startsWith('Ed') ? 'EdDSA' : 'RS256';
      assert.deepEqual(await decode(token), { header: { alg: fitting, typ: 'JWT' }, payload: {} });
      assert.deepEqual(await verify(pem(publicKey), token), {});
    }
  });

  it('accepts RS256 and PS256 of an RSA key, and others where they are named', async () => {
    const rs512 = await sign(pem(rsa.privateKey), {}, { algorithm: 'RS512' });
    assert.deepEqual(await verify(pem(rsa.publicKey), rs512), refused('is not signed with RS256 or PS256'));
    assert.deepEqual(await verify(pem(rsa.publicKey), await sign(pem(rsa.privateKey), {}, { algorithm: 'PS256' })), {});
    assert.deepEqual(await verify(pem(rsa.publicKey), rs512, { algorithms: ['RS512'] }), {});
  });

  it('keeps to the algorithm and the id that a JWK names', async () => {
    const key = jwk(rsa.privateKey, { alg: 'PS384', kid: 'k7' });
    const token = await sign(key, {});
    assert.deepEqual(await decode(token), { header: { alg: 'PS384', typ: 'JWT', kid: 'k7' }, payload: {} });
    assert.deepEqual(await verify(key, token), {});
    const other = await sign(key, {}, { algorithm: 'RS256' });
    assert.deepEqual(other, unfit('sign', 'is a private RSA key: it signs with PS384, not RS256'));
    const hmac = await sign(jwk(rsa.privateKey, { alg: 'HS256' }), {});
    assert.match((hmac as { message: string }).message, /whose JWK names the algorithm HS256, expected RS256/);
  });

  it('signs with private keys only, with keys that sign, and with RSA of 2048 bits and more', async () => {
    assert.deepEqual(await sign(pem(rsa.publicKey), {}), unfit('sign', 'is a public key: a private one signs'));
    const { privateKey } = generateKeyPairSync('x25519');
    assert.deepEqual(
      await sign(pem(privateKey), {}),
      unfit('sign', 'is a private X25519 key, with which no JWT is signed'),
    );
    const short = await sign(pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), {});
    assert.match((short as { message: string }).message, /2048 bits/);
  });
});

describe('the algorithm of a token', () => {
  const forged = (key: string | Buffer): string => {
    const text = [{ alg: 'HS256', typ: 'JWT' }, { sub: 'admin' }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };

  it('never makes an HMAC of a public key', async () => {
    const messageOf = async (asked: Promise<unknown>): Promise<string> =>
      ((await asked) as { message: string }).message;
    const der = rsa.publicKey.export({ type: 'spki', format: 'der' });
    for (const key of [
      pem(rsa.publicKey),
      jwk(rsa.publicKey),
      pem(pairs.ES256.publicKey),
      ` ${pem(rsa.publicKey)} \n`,
    ]) {
      for (const token of [forged(key), forged(key.trim()), forged(der)]) {
        assert.match(await messageOf(verify(key, token)), /is not signed with/);
        assert.match(await messageOf(verify(key, token, { algorithms: ['HS256'] })), /it verifies .*, not HS256/);
        const algorithms = ['HS256', 'RS256', 'ES256'];
        assert.match(await messageOf(verify(key, token, { algorithms })), /is not signed with/);
      }
      assert.match(await messageOf(sign(key, {}, { algorithm: 'HS256' })), /it signs with .*, not HS256/);
    }
  });

  it('fits HMAC keys in all their forms', async () => {
    const bytes = Buffer.from('a key of a few more bytes than 32');
    const token = await sign(bytes.toString(), { a: 1 }, { algorithm: 'HS512' });
    const forms = [
      `base64:${bytes.toString('base64')}`,
      `base64:${bytes.toString('base64url')}`,
      `hex:${bytes.toString('hex')}`,
      JSON.stringify({ kty: 'oct', k: bytes.toString('base64url') }),
    ];
    for (const form of forms) assert.deepEqual(await verify(form, token, { algorithms: ['HS512'] }), { a: 1 });
    for (const algorithm of ['RS256', 'ES256', 'EdDSA'])
      assert.deepEqual(
        await sign('text', {}, { algorithm }),
        unfit('sign', `is text: it signs with HS256, HS384 or HS512, not ${algorithm}`),
      );
  });
});

describe('the claims of a token', () => {
  const KEY = 'a secret of more than thirty-two bytes';

  it('are those that are given, with what the options say', async () => {
    const now = Math.floor(Date.now() / 1000);
    const options = { expiresIn: 60, issuer: 'us', audience: ['a', 'b'] };
    const token = await sign(KEY, { iss: 'them', exp: 1, sub: 'x' }, options);
    const { iat, exp, ...rest } = (await verify(KEY, token)) as { iat: number; exp: number };
    assert.deepEqual(rest, { iss: 'us', sub: 'x', aud: ['a', 'b'] });
    assert.ok(exp === iat + 60 && iat - now <= 5);
  });

  it('are checked: issuer, audience, exp and nbf', async () => {
    const now = Math.floor(Date.now() / 1000);
    const of = (claims: unknown, options: Options): Promise<unknown> =>
      sign(KEY, claims).then((token) => verify(KEY, token, options));
    assert.deepEqual(await of({ iss: 'us', aud: ['a', 'b'] }, { issuer: ['x', 'us'], audience: 'b' }), {
      iss: 'us',
      aud: ['a', 'b'],
    });
    assert.deepEqual(await of({ iss: 'us' }, { issuer: 'x' }), refused('has another claim iss than expected'));
    assert.deepEqual(await of({ aud: 'a' }, { audience: ['b'] }), refused('has another claim aud than expected'));
    assert.deepEqual(await of({}, { audience: 'b' }), refused('lacks the claim aud'));
    assert.deepEqual(await of({ exp: now - 10 }, {}), refused(`has ended (exp ${now - 10})`));
    assert.deepEqual(await of({ exp: now - 10 }, { clockSkew: 60 }), { exp: now - 10 });
    assert.deepEqual(await of({ nbf: now + 30 }, {}), refused(`does not count yet (nbf ${now + 30})`));
    assert.deepEqual(await of({ nbf: now + 30 }, { clockSkew: 60 }), { nbf: now + 30 });
  });
});

describe('what is no JWT', () => {
  it('is 110005 that says so', async () => {
    for (const text of ['', 'a.b', 'a.b.c', `${A1.token}.x.y`]) {
      const decoded = (await decode(text)) as { code: string; message: string };
      assert.equal(decoded.code, '110005');
      assert.match(decoded.message, /^ctx\.jwt\.decode: argument 1 \(token\) is no JWT: /);
      const verified = (await verify(A1.key, text)) as { code: string; message: string };
      assert.equal(verified.code, '110005');
      assert.match(verified.message, /^ctx\.jwt\.verify: argument 2 \(token\) is no JWT that can be verified: /);
    }
  });

  it('is one that demands what is not known', async () => {
    const header = Buffer.from('{"alg":"HS256","crit":["x"],"x":1}').toString('base64url');
    const text = `${header}.${JOE_PAYLOAD}`;
    const token = `${text}.${createHmac('sha256', 'text').update(text).digest('base64url')}`;
    assert.match(
      ((await verify('text', token, LONG_AGO)) as { message: string }).message,
      /no JWT that can be verified/,
    );
  });
});
