import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { HostMethod } from '../sandbox/sandbox.ts';
import type { HostFunction } from './host-function.ts';
import type { NamedSecret } from './named-secret.ts';
import { aesDecrypt, aesEncrypt } from './secret-aes.ts';
import { hmacOf } from './secret-hmac.ts';
import { rsaDecode, rsaEncode, rsaSign, rsaVerify } from './secret-rsa.ts';

type SecretMethod = Extract<HostMethod, 'hmac' | `aes.${string}` | `rsa.${string}`>;

/** The methods of `ctx` that use a key: keys never enter a script. The child has checked that arguments are strings. */
export function secretMethods(secrets: () => Readonly<Record<string, string>>): [HostMethod, HostFunction][] {
  const methods: Readonly<Record<SecretMethod, (...args: string[]) => Json | Promise<Json>>> = {
    hmac: (algorithm = '', name = '', text = '') => hmacOf(algorithm, find('hmac', name).content, text),
    'aes.encrypt': (name = '', text = '') => aesEncrypt(find('aes.encrypt', name), text),
    'aes.decrypt': (name = '', text = '') => aesDecrypt(find('aes.decrypt', name), text),
    'rsa.encodeToBase64': (name = '', text = '', padding = '') =>
      rsaEncode(find('rsa.encodeToBase64', name), text, padding, 'base64'),
    'rsa.encodeToHex': (name = '', text = '', padding = '') =>
      rsaEncode(find('rsa.encodeToHex', name), text, padding, 'hex'),
    'rsa.decodeFromBase64': (name = '', text = '', padding = '') =>
      rsaDecode(find('rsa.decodeFromBase64', name), text, padding, 'base64'),
    'rsa.decodeFromHex': (name = '', text = '', padding = '') =>
      rsaDecode(find('rsa.decodeFromHex', name), text, padding, 'hex'),
    'rsa.sign': (name = '', text = '') => rsaSign(find('rsa.sign', name), text),
    'rsa.verify': (name = '', text = '', signature = '') => rsaVerify(find('rsa.verify', name), text, signature),
  };
  return Object.entries(methods).map(([method, act]) => [method as SecretMethod, (args) => act(...(args as string[]))]);

  function find(method: SecretMethod, name: string): NamedSecret {
    const held = secrets();
    const content = Object.hasOwn(held, name) ? held[name] : undefined;
    if (content !== undefined) return { method: `ctx.${method}`, name, content };
    throw new StepgateError('110005', `ctx.${method}: there is no secret "${name}"; an admin can add it`);
  }
}
