import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { StepgateError } from '../error.ts';
import type { NamedSecret } from './named-secret.ts';
import { utf8Text } from './utf8-text.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM (NIST SP 800-38D): base64 of nonce, ciphertext and tag, in this order. */
export function aesEncrypt(secret: NamedSecret, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** What `aesEncrypt` made. @throws StepgateError 110005 when it was changed or made with another key. */
export function aesDecrypt(secret: NamedSecret, text: string): string {
  const encrypted = Buffer.from(text, 'base64');
  const key = keyOf(secret);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(encrypted.subarray(-TAG_BYTES));
    const body = encrypted.subarray(NONCE_BYTES, -TAG_BYTES);
    return utf8Text(Buffer.concat([decipher.update(body), decipher.final()]));
  } catch (cause) {
    const message = `${secret.method}: argument 2 is not what ctx.aes.encrypt made with secret "${secret.name}"`;
    throw new StepgateError('110005', message, { cause });
  }
}

/** 32 bytes, written as 64 hex digits or as base64. */
function keyOf({ method, name, content }: NamedSecret): Buffer {
  const written = content.trim();
  const key = /^[0-9a-f]{64}$/i.test(written) ? Buffer.from(written, 'hex') : Buffer.from(written, 'base64');
  if (key.length === 32) return key;
  throw new StepgateError(
    '110005',
    `${method}: secret "${name}" holds ${key.length} bytes, expected a key of 32 bytes in base64 or hex`,
  );
}
