import { constants, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { StepgateError } from '../error.ts';
import type { NamedSecret } from './named-secret.ts';
import { utf8Text } from './utf8-text.ts';

type Encoding = 'base64' | 'hex';

// With a callback the work is done outside the gateway's thread.
const signInPool = promisify(sign) as (algorithm: string, data: Buffer, key: KeyObject) => Promise<Buffer>;
const verifyInPool = promisify(verify) as (
  algorithm: string,
  data: Buffer,
  key: KeyObject,
  signature: Buffer,
) => Promise<boolean>;

/** RSAES-PKCS1-v1_5, or RSAES-OAEP with SHA-256 (RFC 8017, 7.1 and 7.2), with the public key of the PEM. */
export function rsaEncode(secret: NamedSecret, text: string, padding: string, encoding: Encoding): string {
  const key = publicKey(secret);
  return guarded(secret, 'argument 2 does not fit the key', () =>
    publicEncrypt({ key, ...paddingOf(padding) }, Buffer.from(text, 'utf8')).toString(encoding),
  );
}

/** The reverse of `rsaEncode`, with the private key of the PEM. */
export function rsaDecode(secret: NamedSecret, text: string, padding: string, encoding: Encoding): string {
  const key = privateKey(secret);
  return guarded(secret, 'argument 2 was not encoded for this key', () =>
    utf8Text(privateDecrypt({ key, ...paddingOf(padding) }, Buffer.from(text, encoding))),
  );
}

/** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2), base64. */
export async function rsaSign(secret: NamedSecret, text: string): Promise<string> {
  const key = privateKey(secret);
  return (await signInPool('sha256', Buffer.from(text, 'utf8'), key)).toString('base64');
}

/** Whether `signature` is one of `text`, by the public key of the PEM. */
export function rsaVerify(secret: NamedSecret, text: string, signature: string): Promise<boolean> {
  return verifyInPool('sha256', Buffer.from(text, 'utf8'), publicKey(secret), Buffer.from(signature, 'base64'));
}

function paddingOf(padding: string): { padding: number; oaepHash?: string } {
  return padding === 'oaep'
    ? { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
    : { padding: constants.RSA_PKCS1_PADDING };
}

function publicKey(secret: NamedSecret): KeyObject {
  return rsaKey(secret, 'a public or private RSA key', () => createPublicKey(secret.content));
}

function privateKey(secret: NamedSecret): KeyObject {
  return rsaKey(secret, 'a private RSA key', () => createPrivateKey(secret.content));
}

function rsaKey(secret: NamedSecret, expected: string, read: () => KeyObject): KeyObject {
  const key = guarded(secret, `secret "${secret.name}" is not ${expected} in PEM`, read);
  if (key.asymmetricKeyType === 'rsa') return key;
  throw new StepgateError(
    '110005',
    `${secret.method}: secret "${secret.name}" is a key of type ${key.asymmetricKeyType}, expected RSA`,
  );
}

function guarded<T>({ method }: NamedSecret, message: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new StepgateError('110005', `${method}: ${message}`, { cause });
  }
}
