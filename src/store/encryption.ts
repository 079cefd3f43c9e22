import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/*
 * An encrypted value: one byte 1 (the format), 12 bytes nonce, 16 bytes tag, then the ciphertext of AES-256-GCM
 * (NIST SP 800-38D). `associatedData` is authenticated with it: a value moved to another row is not decrypted.
 */

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
const CIPHER = 'aes-256-gcm';

/** Bytes of a key. */
export const KEY_BYTES = 32;

/** A new random key. As an object: made from bytes at every use it would cost more than the encryption does. */
export function newKey(): KeyObject {
  return createSecretKey(randomBytes(KEY_BYTES));
}

/** Encrypts `plain` under `key`, a random nonce each time. */
export function encrypt(key: KeyObject, associatedData: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(associatedData));
  const text = [cipher.update(plain), cipher.final()];
  return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), ...text]);
}

/** Undefined: encrypted under another key, with other associated data, or changed. */
export function decrypt(key: KeyObject, associatedData: string, encrypted: Uint8Array): Buffer | undefined {
  if (encrypted.length < HEAD_BYTES || encrypted[0] !== FORMAT) return undefined;
  const nonce = encrypted.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(associatedData))
    .setAuthTag(encrypted.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  try {
    return Buffer.concat([decipher.update(encrypted.subarray(HEAD_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
