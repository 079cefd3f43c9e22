import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createCipheriv, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { secretMethods } from '../../src/component/secret-methods.ts';
import type { Json } from '../../src/json.ts';
import { local } from '../../src/sandbox/child/local.ts';

interface Vector {
  readonly kind: string;
  readonly id: string;
  readonly isValid: boolean;
  readonly parts: readonly Buffer[];
}

const lines = (await readFile(join(import.meta.dirname, 'wycheproof.txt'), 'utf8'))
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' '));

const keys = new Map(lines.filter(([kind]) => kind?.endsWith('-key')).map(([kind = '', der = '']) => [kind, der]));

function vectorsOf(wanted: string): Vector[] {
  const found = lines
    .filter(([kind]) => kind === wanted)
    .map(([kind = '', id = '', result, ...hex]) => ({
      kind,
      id: `${kind} ${id}`,
      isValid: result === 'valid',
      parts: hex.map((one) => Buffer.from(one === '-' ? '' : one, 'hex')),
    }));
  assert.ok(found.length > 0, wanted);
  return found;
}

function pem(kind: string, label: string): string {
  return `-----BEGIN ${label}-----\n${keys.get(`${kind}-key`) ?? ''}\n-----END ${label}-----\n`;
}

/** One method of `ctx` that uses the secret K; what it throws as its code. */
async function call(method: string, secret: string, ...args: string[]): Promise<Json> {
  const [, act] = secretMethods(() => ({ K: secret })).find(([name]) => name === method) ?? [];
  assert.ok(act, method);
  const all = method === 'hmac' ? [args[0] ?? '', 'K', ...args.slice(1)] : ['K', ...args];
  try {
    return await act(all);
  } catch (error) {
    return { code: (error as { code?: string }).code ?? String(error) };
  }
}

const REFUSED = { code: '110005' };

/** Bytes that are no UTF-8 are no text, and what is no text is refused. */
function textOf(bytes: Buffer | undefined): string | undefined {
  const text = bytes?.toString('utf8');
  return text !== undefined && bytes?.equals(Buffer.from(text, 'utf8')) ? text : undefined;
}

describe('the vectors of Project Wycheproof', () => {
  it('hold for ctx.aes.decrypt', async () => {
    for (const { id, isValid, parts } of vectorsOf('aes-gcm')) {
      const [key, encrypted, message] = parts;
      const got = await call('aes.decrypt', key?.toString('hex') ?? '', encrypted?.toString('base64') ?? '');
      const text = textOf(message);
      assert.deepEqual(got, isValid && text !== undefined ? text : REFUSED, id);
    }
  });

  for (const [kind, padding] of [
    ['rsa-pkcs1', 'pkcs1'],
    ['rsa-oaep', 'oaep'],
  ] as const) {
    it(`hold for ctx.rsa.decode with ${padding}`, async () => {
      const key = pem(kind, 'PRIVATE KEY');
      for (const { id, isValid, parts } of vectorsOf(kind)) {
        const [encrypted, message] = parts;
        const got = await call('rsa.decodeFromHex', key, encrypted?.toString('hex') ?? '', padding);
        assert.deepEqual(
          await call('rsa.decodeFromBase64', key, encrypted?.toString('base64') ?? '', padding),
          got,
          id,
        );
        const text = textOf(message);
        if (isValid) assert.deepEqual(got, text ?? REFUSED, id);
        // A wrong PKCS#1 padding may give other text (implicit rejection): it says nothing about the right one.
        else if (padding === 'pkcs1') assert.ok(text === '' ? got !== '' : got !== text, id);
        else assert.deepEqual(got, REFUSED, id);
      }
    });
  }

  it('hold for ctx.rsa.verify', async () => {
    const key = pem('rsa-signature', 'PUBLIC KEY');
    for (const { id, isValid, parts } of vectorsOf('rsa-signature')) {
      const [signature, message] = parts;
      const text = textOf(message);
      if (text !== undefined)
        assert.equal(await call('rsa.verify', key, text, signature?.toString('base64') ?? ''), isValid, id);
    }
  });
});

describe('the vectors of RFC 1321, RFC 2202, RFC 4231 and FIPS 180-4', () => {
  const cases = {
    md5: ['900150983cd24fb0d6963f7d28e17f72', '750c783e6ab0b503eaa86e310a5db738'],
    sha1: ['a9993e364706816aba3e25717850c26c9cd0d89d', 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
    sha256: [
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    sha512: [
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
    ],
  };
  for (const [algorithm, [digest, mac]] of Object.entries(cases)) {
    it(`hold for ctx.hash and ctx.hmac with ${algorithm}`, async () => {
      assert.equal(computed('hash', algorithm, 'abc'), digest);
      assert.equal(await call('hmac', 'Jefe', algorithm, 'what do ya want for nothing?'), mac);
    });
  }
});

describe('the GCM specification', () => {
  // McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 and 14.
  const cases = [
    ['', '530f8afbc74536b9a963b4f1c4cb738b'],
    ['\0'.repeat(16), 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919'],
  ] as const;
  for (const [text, encrypted] of cases) {
    it(`gives ctx.aes.decrypt ${JSON.stringify(text)}`, async () => {
      const bytes = Buffer.concat([Buffer.alloc(12), Buffer.from(encrypted, 'hex')]);
      assert.equal(await call('aes.decrypt', '0'.repeat(64), bytes.toString('base64')), text);
    });
  }

  it('uses a nonce once', async () => {
    const seals = await Promise.all(Array.from({ length: 1000 }, () => call('aes.encrypt', '0'.repeat(64), 'x')));
    assert.equal(new Set(seals.map((one) => Buffer.from(one as string, 'base64').toString('hex', 0, 12))).size, 1000);
  });
});

/** The result of a method that needs no secret. */
function computed(method: string, ...args: string[]): unknown {
  const answer = local(method, JSON.stringify(args));
  return answer.startsWith('+') ? JSON.parse(answer.slice(1)) : REFUSED;
}

const openssl = (args: readonly string[], input: string | Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const child = execFile('openssl', args, { encoding: 'buffer' }, (error, out) => {
      if (error) reject(new Error(error.message));
      else resolve(out);
    });
    // One that reads no input has closed it: whether it worked, its exit code says.
    child.stdin?.on('error', () => undefined).end(input);
  });

const isThere = await openssl(['version'], '').then(
  () => true,
  () => false,
);

describe('the openssl command', { skip: isThere ? false : 'openssl is not installed' }, () => {
  const text = 'grüße 💥, and more than one block of it';
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'stepgate-'));
    await writeFile(join(dir, 'pub'), publicKey);
    await writeFile(join(dir, 'priv'), privateKey);
    await writeFile(join(dir, 'text'), text);
  });
  after(() => rm(dir, { recursive: true }));

  for (const key of ['0123456789abcdef', 'key of 24 bytes, äöü!', '32 bytes: 0123456789abcdefghijkl']) {
    const bytes = Buffer.from(key);
    it(`agrees with ctx.aes under a key of ${bytes.length} bytes, both ways`, async () => {
      const [hex, iv] = [bytes.toString('hex'), bytes.toString('hex', 0, 16)];
      const cipher = ['enc', `-aes-${bytes.length * 8}-cbc`, '-K', hex, '-iv', iv];
      for (const plain of ['', 'a', '0123456789abcdef', text]) {
        const encrypted = await openssl(cipher, plain);
        assert.equal(computed('aes.encodeToHex', key, plain), encrypted.toString('hex'));
        assert.equal(computed('aes.encodeToBase64', key, plain), encrypted.toString('base64'));
        assert.equal(computed('aes.decodeFromHex', key, encrypted.toString('hex')), plain);
        assert.equal(computed('aes.decodeFromBase64', key, encrypted.toString('base64')), plain);
      }
    });
  }

  it('reads what ctx.rsa.encode made, and the other way round', async () => {
    for (const [padding, options] of [
      ['pkcs1', ['rsa_padding_mode:pkcs1']],
      ['oaep', ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha256']],
    ] as const) {
      const mode = options.flatMap((one) => ['-pkeyopt', one]);
      const encrypted = await openssl(['pkeyutl', '-encrypt', '-pubin', '-inkey', join(dir, 'pub'), ...mode], text);
      assert.equal(await call('rsa.decodeFromBase64', privateKey, encrypted.toString('base64'), padding), text);
      const own = Buffer.from((await call('rsa.encodeToHex', publicKey, text, padding)) as string, 'hex');
      const opened = await openssl(['pkeyutl', '-decrypt', '-inkey', join(dir, 'priv'), ...mode], own);
      assert.equal(opened.toString(), text);
    }
  });

  it('signs as ctx.rsa.sign does, and verifies it', async () => {
    const signature = await openssl(['dgst', '-sha256', '-sign', join(dir, 'priv')], text);
    assert.equal(await call('rsa.sign', privateKey, text), signature.toString('base64'));
    assert.equal(await call('rsa.verify', publicKey, text, signature.toString('base64')), true);
    await writeFile(
      join(dir, 'signature'),
      Buffer.from((await call('rsa.sign', privateKey, text)) as string, 'base64'),
    );
    const args = ['dgst', '-sha256', '-verify', join(dir, 'pub'), '-signature', join(dir, 'signature')];
    assert.match((await openssl(args, text)).toString(), /Verified OK/);
  });

  it('hashes as ctx.hash and ctx.hmac do', async () => {
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      const digest = await openssl(['dgst', `-${algorithm}`, '-r'], text);
      assert.equal(computed('hash', algorithm, text), digest.toString().split(' ')[0]);
      const mac = await openssl(['dgst', `-${algorithm}`, '-r', '-hmac', 'a key'], text);
      assert.equal(await call('hmac', 'a key', algorithm, text), mac.toString().split(' ')[0]);
    }
  });
});

describe('what is no text', () => {
  it('is refused, not given back with its bytes replaced', async () => {
    const key = Buffer.alloc(32);
    const nonce = Buffer.alloc(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const body = Buffer.concat([cipher.update(Buffer.from([0xff, 0xfe])), cipher.final()]);
    const encrypted = Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64');
    assert.deepEqual(await call('aes.decrypt', key.toString('hex'), encrypted), REFUSED);
  });
});
