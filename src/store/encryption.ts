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

/** Encrypts `plain`, a text as UTF-8, under `key`, a random nonce each time. */
export function encrypt(key: KeyObject, associatedData: string, plain: Uint8Array | string): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv(CIPHER, key, nonce, SIZES).setAAD(Buffer.from(associatedData));
  // A stream cipher: nothing is left for `final`.
  const text = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final();
  return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), text]);
}

const SIZES = { authTagLength: TAG_BYTES };
/** Nonces that are drawn at once: one by one they would take as long as the encryption of a small state. */
const NONCES = 256;
let nonces = Buffer.alloc(0);
let nextByte = 0;

/** Random bytes that no one has had yet. */
function nextNonce(): Buffer {
  if (nextByte === nonces.length) {
    nonces = randomBytes(NONCES * NONCE_BYTES);
    nextByte = 0;
  }
  return nonces.subarray(nextByte, (nextByte += NONCE_BYTES));
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
