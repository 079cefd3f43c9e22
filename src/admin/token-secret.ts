import { createHash, randomBytes } from 'node:crypto';

const PREFIXES = { session: 'sgs_', api: 'sgt_' } as const;

const TOKEN = /^sg[st]_[A-Za-z0-9_-]{43}$/;

/** A new bearer token: 256 random bits, its prefix says what it is. Only its hash is stored. */
export function newToken(kind: 'session' | 'api'): { readonly token: string; readonly hash: string } {
  const token = PREFIXES[kind] + randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** SHA-256, hex: enough for a secret that nobody can guess. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether `text` has the form of a token at all. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}
