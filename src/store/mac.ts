import { createHmac, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Keyring } from './keyring.ts';

const BYTES = 16;

const derived = new WeakMap<KeyObject, Buffer>();

/** An HMAC (SHA-256, 128 bits, base64url) under a key derived from that of kept runs, which stays with the database. */
export function macOf(keyring: Keyring, text: string): string {
  const key = keyring.dataKey('run');
  let own = derived.get(key);
  if (!own) derived.set(key, (own = Buffer.from(hkdfSync('sha256', key, '', 'callback', 32))));
  return createHmac('sha256', own).update(text).digest().subarray(0, BYTES).toString('base64url');
}
