import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';

/** OWASP's first choice for argon2id: 19 MiB, two passes. `memory` is in KiB. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const derive = promisify<'argon2id', Argon2Parameters, Buffer>(argon2);

/** `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`: the encoding of the reference implementation, base64 without padding. */
const ENCODED = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The password's argon2id hash with a new salt, encoded with its cost. Takes some 50 ms of a pool thread. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive('argon2id', { ...COST, message: password, nonce: salt, tagLength: HASH_BYTES });
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/**
 * Whether `encoded` is the hash of `password`. With undefined (no such user) it does the same work and says no, so that
 * the time taken tells nothing.
 */
export async function verifyPassword(password: string, encoded: string | undefined): Promise<boolean> {
  const parts = ENCODED.exec(encoded ?? NOBODY);
  if (!parts) throw new Error('a stored password hash is not in the encoding of argon2id; set a new password');
  const [memory, passes, parallelism] = parts.slice(1, 4).map(Number) as [number, number, number];
  const [nonce, expected] = parts.slice(4).map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer];
  const parameters = { message: password, nonce, memory, passes, parallelism, tagLength: expected.length };
  const equal = timingSafeEqual(await derive('argon2id', parameters), expected);
  return equal && encoded !== undefined;
}

/** A hash that no password has. */
const NOBODY = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
