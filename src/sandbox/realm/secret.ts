import { name, oneOf, onlyFields, record, text } from './argument.ts';
import type { Call } from './bridge.ts';
import { blocking } from './gateway.ts';
import { createJwt } from './jwt.ts';
import { ALGORITHMS } from './keyless.ts';

type Method = (...args: unknown[]) => unknown;

/** The methods of `ctx` that use a secret: the script names it, the gateway uses it. */
export function createWithSecret(call: Call): {
  readonly hmac: Method;
  readonly aes: Record<string, Method>;
  readonly rsa: Record<string, Method>;
  readonly jwt: Record<string, Method>;
} {
  const ask = (method: string, args: readonly string[]): unknown => blocking(call, method, JSON.stringify(args));
  return {
    hmac: (algorithm, secretName, value) =>
      ask('hmac', [
        oneOf({ method: 'ctx.hmac', position: 1, name: 'algorithm' }, algorithm, ALGORITHMS),
        ...nameAndText('ctx.hmac', 2, secretName, value),
      ]),
    aes: {
      encrypt: (secretName, value) => ask('aes.encrypt', nameAndText('ctx.aes.encrypt', 1, secretName, value)),
      decrypt: (secretName, value) => ask('aes.decrypt', nameAndText('ctx.aes.decrypt', 1, secretName, value)),
    },
    rsa: {
      ...rsaCoders(ask),
      sign: (secretName, value) => ask('rsa.sign', nameAndText('ctx.rsa.sign', 1, secretName, value)),
      verify: (secretName, value, signature) =>
        ask('rsa.verify', [
          ...nameAndText('ctx.rsa.verify', 1, secretName, value),
          text({ method: 'ctx.rsa.verify', position: 3, name: 'signature' }, signature),
        ]),
    },
    jwt: createJwt((method, args) => blocking(call, method, args)),
  };
}

function rsaCoders(ask: (method: string, args: readonly string[]) => unknown): Record<string, Method> {
  const coder = (id: string): Method => {
    const method = `ctx.${id}`;
    return (secretName, value, options) => {
      const at = { method, position: 3, name: 'options' };
      let padding = 'pkcs1';
      if (options !== undefined) {
        const given = record(at, options);
        onlyFields(at, given, ['padding']);
        if ('padding' in given) {
          padding = oneOf({ ...at, name: 'options.padding' }, given.padding, ['pkcs1', 'oaep']);
        }
      }
      return ask(id, [...nameAndText(method, 1, secretName, value), padding]);
    };
  };
  return {
    encodeToBase64: coder('rsa.encodeToBase64'),
    decodeFromBase64: coder('rsa.decodeFromBase64'),
    encodeToHex: coder('rsa.encodeToHex'),
    decodeFromHex: coder('rsa.decodeFromHex'),
  };
}

function nameAndText(method: string, position: number, secretName: unknown, value: unknown): [string, string] {
  return [
    name({ method, position, name: 'secretName' }, secretName),
    text({ method, position: position + 1, name: 'text' }, value),
  ];
}
