import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { StepgateError } from '../error.ts';
import { isObject } from '../json.ts';

/** What a secret is when it is used as a key: the form it is written in says so, never who asks. */
export type SecretKey =
  /** Anything that is none of the others. */
  | { readonly kind: 'text'; readonly text: string }
  /** `base64:`, `hex:`, or a JWK of the type oct. */
  | ({ readonly kind: 'bytes'; readonly bytes: Buffer } & JwkHints)
  /** PEM, or a JWK of another type. */
  | ({ readonly kind: 'public' | 'private'; readonly key: KeyObject } & JwkHints);

/** What a JWK says of its use. */
export interface JwkHints {
  readonly alg?: string;
  readonly kid?: string;
}

/** A secret as a key and the method that asks for it, for error messages. */
export interface NamedKey {
  /** E.g. `ctx.rsa.sign`. */
  readonly method: string;
  readonly name: string;
  readonly key: SecretKey;
}

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----/;
const BASE64 = /^(?:[A-Za-z0-9+/]+={0,2}|[A-Za-z0-9_-]+={0,2})$/;
const HEX = /^(?:[0-9a-f]{2})+$/i;

/** Error 110005: the secret does not fit what it is used for. */
export function unfit(
  { method, name }: Pick<NamedKey, 'method' | 'name'>,
  why: string,
  cause?: unknown,
): StepgateError {
  return new StepgateError('110005', `${method}: secret "${name}" ${why}`, { cause });
}

/** What `key` is, without its content. */
export function describeKey(key: SecretKey): string {
  if (key.kind === 'text') return 'text';
  if (key.kind === 'bytes') return 'a symmetric key';
  return `a ${key.kind} ${key.key.asymmetricKeyType?.toUpperCase() ?? ''} key`;
}

/** @throws StepgateError 110005 where it begins like a key and is none. */
export function readKey(at: Pick<NamedKey, 'method' | 'name'>, content: string): SecretKey {
  const written = content.trim();
  const [, prefix, rest = ''] = /^(base64|hex):([^]*)$/.exec(written) ?? [];
  if (prefix !== undefined) return binaryKey(at, prefix, rest.replace(/\s+/g, ''));
  const [, label] = PEM.exec(written) ?? [];
  if (label !== undefined) return pemKey(at, written, label);
  const jwk = written.startsWith('{') ? jwkKey(at, written) : undefined;
  return jwk ?? { kind: 'text', text: content };
}

function binaryKey(at: Pick<NamedKey, 'method' | 'name'>, prefix: string, rest: string): SecretKey {
  if (prefix === 'hex') {
    if (HEX.test(rest)) return { kind: 'bytes', bytes: Buffer.from(rest, 'hex') };
    throw unfit(at, 'holds something else than pairs of hex digits behind "hex:"');
  }
  // Of four characters one alone is no byte.
  if (BASE64.test(rest) && rest.replace(/=+$/, '').length % 4 !== 1)
    return { kind: 'bytes', bytes: Buffer.from(rest, 'base64') };
  throw unfit(at, 'holds something else than base64 behind "base64:"');
}

function pemKey(at: Pick<NamedKey, 'method' | 'name'>, pem: string, label: string): SecretKey {
  const isPrivate = label.endsWith('PRIVATE KEY');
  try {
    return isPrivate ? { kind: 'private', key: createPrivateKey(pem) } : { kind: 'public', key: createPublicKey(pem) };
  } catch (cause) {
    throw unfit(at, 'begins like PEM, and no key can be read from it: is it whole, and without a passphrase?', cause);
  }
}

/** Undefined: it is no JWK, but text that begins with a brace. */
function jwkKey(at: Pick<NamedKey, 'method' | 'name'>, text: string): SecretKey | undefined {
  const jwk = parsed(text);
  if (!isObject(jwk)) return undefined;
  if (Array.isArray(jwk.keys)) throw unfit(at, 'is a set of JWKs; store the one key that is meant');
  const { kty, k, alg, kid } = jwk;
  if (typeof kty !== 'string') return undefined;
  const hints = { ...(typeof alg === 'string' && { alg }), ...(typeof kid === 'string' && { kid }) };
  if (kty === 'oct') {
    if (typeof k === 'string' && BASE64.test(k)) return { kind: 'bytes', bytes: Buffer.from(k, 'base64url'), ...hints };
    throw unfit(at, 'is a JWK of the type oct without its key in "k"');
  }
  try {
    return Object.hasOwn(jwk, 'd')
      ? { kind: 'private', key: createPrivateKey({ key: jwk, format: 'jwk' }), ...hints }
      : { kind: 'public', key: createPublicKey({ key: jwk, format: 'jwk' }), ...hints };
  } catch (cause) {
    throw unfit(at, `is a JWK of the type ${kty}, and no key can be read from it`, cause);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
