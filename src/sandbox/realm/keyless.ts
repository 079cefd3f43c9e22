import { name, oneOf, text, wrong } from './argument.ts';
import type { Call } from './bridge.ts';
import { alive, fromAnswer } from './gateway.ts';
import { utf8Bytes } from './json.ts';

export const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'] as const;
const AES_KEY_BYTES = [16, 24, 32];

type Method = (...args: unknown[]) => unknown;

/** The methods of `ctx` that need neither the gateway's keys nor its state: the sandbox process computes them. */
export function createKeyless(
  call: Call,
): Readonly<Record<'uuid' | 'hash', Method> & { base64: Record<string, Method> }> {
  const local = (method: string, args: readonly string[]): unknown => {
    alive(call);
    return fromAnswer(call.bridge.local(method, JSON.stringify(args)));
  };
  const base64 = (method: 'encode' | 'decode'): Method => {
    const full = `ctx.base64.${method}`;
    return (s) => local(`base64.${method}`, [text({ method: full, position: 1, name: 's' }, s)]);
  };
  return {
    uuid: () => local('uuid', []),
    hash: (algorithm, value) =>
      local('hash', [
        oneOf({ method: 'ctx.hash', position: 1, name: 'algorithm' }, algorithm, ALGORITHMS),
        text({ method: 'ctx.hash', position: 2, name: 'text' }, value),
      ]),
    base64: { encode: base64('encode'), decode: base64('decode') },
  };
}

/** `ctx.aes.encodeToBase64` and its like: the script gives the key. */
export function createAesWithKey(call: Call): Record<string, Method> {
  const method = (id: string): Method => {
    const full = `ctx.${id}`;
    return (key, value) => {
      alive(call);
      const at = { method: full, position: 1, name: 'key' };
      const bytes = utf8Bytes(name(at, key), 33);
      if (!AES_KEY_BYTES.includes(bytes)) {
        wrong(at, 'a string of 16, 24 or 32 bytes', bytes > 32 ? 'one of more than 32' : `one of ${bytes}`);
      }
      const args = [key, text({ method: full, position: 2, name: 'text' }, value)];
      return fromAnswer(call.bridge.local(id, JSON.stringify(args)));
    };
  };
  return {
    encodeToBase64: method('aes.encodeToBase64'),
    decodeFromBase64: method('aes.decodeFromBase64'),
    encodeToHex: method('aes.encodeToHex'),
    decodeFromHex: method('aes.decodeFromHex'),
  };
}
