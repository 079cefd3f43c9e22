import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decrypt, encrypt, newKey } from '../../src/store/encryption.ts';

it('encrypts under a nonce of its own each time', () => {
  const key = newKey();
  const all = Array.from({ length: 1000 }, (_, n) => encrypt(key, 'row', `text ${n} ü`));
  assert.equal(new Set(all.map((one) => one.subarray(1, 13).toString('hex'))).size, all.length);
  for (const [n, one] of all.entries()) assert.equal(decrypt(key, 'row', one)?.toString(), `text ${n} ü`);
  assert.equal(decrypt(key, 'another row', all[0] ?? Buffer.alloc(0)), undefined);
});
