import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { StepgateError } from '../error.ts';
import { describeKey, unfit } from './secret-key.ts';
import type { NamedKey } from './secret-key.ts';
import { utf8Text } from './utf8-text.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM (NIST SP 800-38D): base64 of nonce, ciphertext and tag, in this order. */
export function aesEncrypt(named: NamedKey, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(named), nonce);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** What `aesEncrypt` made. @throws StepgateError 110005 when it was changed or made with another key. */
export function aesDecrypt(named: NamedKey, text: string): string {
  const encrypted = Buffer.from(text, 'base64');
  const key = keyOf(named);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(encrypted.subarray(-TAG_BYTES));
    const body = encrypted.subarray(NONCE_BYTES, -TAG_BYTES);
    return utf8Text(Buffer.concat([decipher.update(body), decipher.final()]));
  } catch (cause) {
    const message = `${named.method}: argument 2 is not what ctx.aes.encrypt made with secret "${named.name}"`;
    throw new StepgateError('110005', message, { cause });
  }
}

/** 32 bytes, written as 64 hex digits or as base64, with or without a prefix that says so, or as a JWK. */
function keyOf(named: NamedKey): Buffer {
  const bytes = bytesOf(named);
  if (bytes.length === 32) return bytes;
  throw unfit(named, `holds ${bytes.length} bytes, expected a key of 32 bytes in base64 or hex`);
}

function bytesOf(named: NamedKey): Buffer {
  const { key } = named;
  if (key.kind === 'text') return unprefixed(key.text.trim());
  if (key.kind === 'bytes') return key.bytes;
  throw unfit(named, `is ${describeKey(key)}, expected a key of 32 bytes in base64 or hex`);
}

function unprefixed(written: string): Buffer {
  return /^[0-9a-f]{64}$/i.test(written) ? Buffer.from(written, 'hex') : Buffer.from(written, 'base64');
}
