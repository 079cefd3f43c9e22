import { constants, createPublicKey, privateDecrypt, publicEncrypt, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { StepgateError } from '../error.ts';
import { describeKey, unfit } from './secret-key.ts';
import type { NamedKey } from './secret-key.ts';
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

/** RSAES-PKCS1-v1_5, or RSAES-OAEP with SHA-256 (RFC 8017, 7.1 and 7.2), with the public key. */
export function rsaEncode(named: NamedKey, text: string, padding: string, encoding: Encoding): string {
  const key = publicKey(named);
  return guarded(named, 'argument 2 does not fit the key', () =>
    publicEncrypt({ key, ...paddingOf(padding) }, Buffer.from(text, 'utf8')).toString(encoding),
  );
}

/** The reverse of `rsaEncode`, with the private key. */
export function rsaDecode(named: NamedKey, text: string, padding: string, encoding: Encoding): string {
  const key = privateKey(named);
  return guarded(named, 'argument 2 was not encoded for this key', () =>
    utf8Text(privateDecrypt({ key, ...paddingOf(padding) }, Buffer.from(text, encoding))),
  );
}

/** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2), base64. */
export async function rsaSign(named: NamedKey, text: string): Promise<string> {
  const key = privateKey(named);
  return (await signInPool('sha256', Buffer.from(text, 'utf8'), key)).toString('base64');
}

/** Whether `signature` is one of `text`, by the public key. */
export function rsaVerify(named: NamedKey, text: string, signature: string): Promise<boolean> {
  return verifyInPool('sha256', Buffer.from(text, 'utf8'), publicKey(named), Buffer.from(signature, 'base64'));
}

function paddingOf(padding: string): { padding: number; oaepHash?: string } {
  return padding === 'oaep'
    ? { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
    : { padding: constants.RSA_PKCS1_PADDING };
}

function publicKey(named: NamedKey): KeyObject {
  const key = rsaKey(named, 'a public or private');
  return key.type === 'private' ? createPublicKey(key) : key;
}

function privateKey(named: NamedKey): KeyObject {
  const key = rsaKey(named, 'a private');
  if (key.type === 'private') return key;
  throw unfit(named, 'is a public RSA key, expected a private one');
}

function rsaKey(named: NamedKey, which: string): KeyObject {
  const { key } = named;
  if ('key' in key && key.key.asymmetricKeyType === 'rsa') return key.key;
  throw unfit(named, `is ${describeKey(key)}, expected ${which} RSA key in PEM or as a JWK`);
}

function guarded<T>({ method }: NamedKey, message: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new StepgateError('110005', `${method}: ${message}`, { cause });
  }
}
