import { StepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import type { HostMethod } from '../sandbox/sandbox.ts';
import type { HostFunction } from './host-function.ts';
import { aesDecrypt, aesEncrypt } from './secret-aes.ts';
import { hmacOf } from './secret-hmac.ts';
import { jwtDecode, jwtSign, jwtVerify } from './secret-jwt.ts';
import { readKey } from './secret-key.ts';
import type { NamedKey, SecretKey } from './secret-key.ts';
import { rsaDecode, rsaEncode, rsaSign, rsaVerify } from './secret-rsa.ts';

type SecretMethod = Extract<HostMethod, 'hmac' | `aes.${string}` | `rsa.${string}`>;
type JwtMethod = Extract<HostMethod, `jwt.${string}`>;

type Secrets = Readonly<Record<string, string>>;

/**
 * The methods of `ctx` that use a key: keys never enter a script. The child has checked the arguments.
 * @param secrets gives a new object whenever one has changed.
 */
export function secretMethods(secrets: () => Secrets): [HostMethod, HostFunction][] {
  const find = createFind(secrets);
  const methods: Readonly<Record<SecretMethod, (...args: string[]) => Json | Promise<Json>>> = {
    hmac: (algorithm = '', name = '', text = '') => hmacOf(algorithm, find('hmac', name), text),
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
  const jwt: Readonly<Record<JwtMethod, HostFunction>> = {
    'jwt.sign': ([name, claims, options]) =>
      jwtSign(find('jwt.sign', name as string), claims as JsonObject, options as object),
    'jwt.verify': ([name, token, options]) =>
      jwtVerify(find('jwt.verify', name as string), token as string, options as object),
    'jwt.decode': ([token]) => jwtDecode(token as string),
  };
  return [
    ...Object.entries(methods).map(([method, act]): [SecretMethod, HostFunction] => [
      method as SecretMethod,
      (args) => act(...(args as string[])),
    ]),
    ...(Object.entries(jwt) as [JwtMethod, HostFunction][]),
  ];
}

/** Finds a secret as a key, which is read once. */
function createFind(secrets: () => Secrets): (method: SecretMethod | JwtMethod, name: string) => NamedKey {
  const keys = new WeakMap<Secrets, Map<string, SecretKey>>();
  return (id, name) => {
    const held = secrets();
    const method = `ctx.${id}`;
    const content = Object.hasOwn(held, name) ? held[name] : undefined;
    if (content === undefined)
      throw new StepgateError('110005', `${method}: there is no secret "${name}"; an admin can add it`);
    const known = keys.get(held) ?? new Map<string, SecretKey>();
    keys.set(held, known);
    const key = known.get(name) ?? readKey({ method, name }, content);
    known.set(name, key);
    return { method, name, key };
  };
}
