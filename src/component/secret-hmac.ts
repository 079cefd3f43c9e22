import { createHmac } from 'node:crypto';

/** Hex HMAC of `text` under a secret (RFC 2104). */
export function hmacOf(algorithm: string, secret: string, text: string): string {
  return createHmac(algorithm, secret).update(text, 'utf8').digest('hex');
}
