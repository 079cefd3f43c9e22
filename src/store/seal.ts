import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/*
 * A sealed value: one byte 1 (the form), 12 bytes nonce, 16 bytes tag, then the ciphertext of AES-256-GCM
 * (NIST SP 800-38D). `bound` is authenticated with it: a value moved to another row does not open.
 */

const FORM = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
const CIPHER = 'aes-256-gcm';

/** Bytes of a key. */
export const KEY_BYTES = 32;

/** A new random key. As an object: made from bytes at every use it would cost more than sealing does. */
export function newKey(): KeyObject {
  return createSecretKey(randomBytes(KEY_BYTES));
}

/** Seals `plain` under `key`, a random nonce each time. */
export function seal(key: KeyObject, bound: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(bound));
  const text = [cipher.update(plain), cipher.final()];
  return Buffer.concat([Buffer.of(FORM), nonce, cipher.getAuthTag(), ...text]);
}

/** Undefined: sealed under another key, bound to something else, or changed. */
export function unseal(key: KeyObject, bound: string, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < HEAD_BYTES || sealed[0] !== FORM) return undefined;
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(bound))
    .setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
