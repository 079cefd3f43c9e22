import { createHmac } from 'node:crypto';
import { describeKey, unfit } from './secret-key.ts';
import type { NamedKey } from './secret-key.ts';

/** Hex HMAC of `text` under a secret (RFC 2104). */
export function hmacOf(algorithm: string, named: NamedKey, text: string): string {
  return createHmac(algorithm, hmacKey(named)).update(text, 'utf8').digest('hex');
}

/** Text as it is, or bytes: a key that others may know makes no HMAC. */
function hmacKey(named: NamedKey): string | Buffer {
  const { key } = named;
  if (key.kind === 'text') return key.text;
  if (key.kind === 'bytes') return key.bytes;
  throw unfit(named, `is ${describeKey(key)}, expected text, "base64:", "hex:" or a JWK of the type oct`);
}
