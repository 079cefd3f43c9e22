import { createCipheriv, createDecipheriv, createHash, randomUUID } from 'node:crypto';
import type { ErrorText } from '../message.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const HEX = /^(?:[0-9a-fA-F]{2})*$/;

/**
 * The methods of `ctx` that need no key of the gateway: `args` is a JSON array of checked strings, the result `+` and
 * JSON, or `-` and an ErrorText.
 */
export function local(method: string, args: string): string {
  const [first = '', second = ''] = JSON.parse(args) as string[];
  try {
    return `+${JSON.stringify(METHODS[method]?.(first, second) ?? null)}`;
  } catch (error) {
    const why = error instanceof WrongText ? error.message : 'text that was encrypted with this key';
    const position = method.startsWith('base64') ? 1 : 2;
    const name = position === 1 ? 's' : 'text';
    const msg = `ctx.${method}: argument ${position} (${name}) must be ${why}, got other text`;
    return `-${JSON.stringify({ code: '110005', msg } satisfies ErrorText)}`;
  }
}

class WrongText extends Error {}

const METHODS: Readonly<Record<string, (first: string, second: string) => string>> = {
  uuid: () => randomUUID(),
  hash: (algorithm, text) => createHash(algorithm).update(text, 'utf8').digest('hex'),
  // As browsers have them: a character is a byte.
  btoa: (binary) => Buffer.from(binary, 'latin1').toString('base64'),
  atob: (base64) => Buffer.from(base64, 'base64').toString('latin1'),
  'base64.encode': (s) => Buffer.from(s, 'utf8').toString('base64'),
  'base64.decode': (s) => textOf(fromBase64(s), 'the base64 of UTF-8 text'),
  'aes.encodeToBase64': (key, text) => encrypt(key, text).toString('base64'),
  'aes.encodeToHex': (key, text) => encrypt(key, text).toString('hex'),
  'aes.decodeFromBase64': (key, text) => decrypt(key, fromBase64(text)),
  'aes.decodeFromHex': (key, text) => decrypt(key, fromHex(text)),
};

/** Both alphabets, with or without padding, line breaks anywhere (MIME): what systems send. */
function fromBase64(text: string): Buffer {
  const bare = text.replace(/\s+/g, '');
  if (!BASE64.test(bare) || bare.replace(/=+$/, '').length % 4 === 1) throw new WrongText('base64');
  return Buffer.from(bare, 'base64');
}

function fromHex(text: string): Buffer {
  if (!HEX.test(text)) throw new WrongText('hex');
  return Buffer.from(text, 'hex');
}

function textOf(bytes: Uint8Array, expected: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new WrongText(expected);
  }
}

/** AES-CBC with PKCS#7 and the key's first 16 bytes as IV: not for anything new. */
function cipherOf(key: string): { readonly name: string; readonly key: Buffer; readonly iv: Buffer } {
  const bytes = Buffer.from(key, 'utf8');
  return { name: `aes-${bytes.length * 8}-cbc`, key: bytes, iv: bytes.subarray(0, 16) };
}

function encrypt(key: string, text: string): Buffer {
  const cipher = cipherOf(key);
  const aes = createCipheriv(cipher.name, cipher.key, cipher.iv);
  return Buffer.concat([aes.update(text, 'utf8'), aes.final()]);
}

function decrypt(key: string, bytes: Buffer): string {
  const cipher = cipherOf(key);
  const aes = createDecipheriv(cipher.name, cipher.key, cipher.iv);
  return textOf(Buffer.concat([aes.update(bytes), aes.final()]), 'UTF-8 text, encrypted with this key');
}
