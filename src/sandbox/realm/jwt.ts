import { kindOf, name, oneOf, onlyFields, record, text, wrong } from './argument.ts';
import type { Argument } from './argument.ts';

type Method = (...args: unknown[]) => unknown;
type Check = (at: Argument, value: unknown) => void;

/** What a key may sign with: never `none`. */
const ALGORITHMS = [
  ...['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
/** Claims that are a time, in seconds since 1970. */
const TIMES = ['exp', 'nbf', 'iat'];

const SIGN_OPTIONS: Readonly<Record<string, Check>> = {
  algorithm: (at, value) => oneOf(at, value, ALGORITHMS),
  keyId: name,
  expiresIn: (at, value) => typeof value === 'number' || wrong(at, 'a number of seconds', kindOf(value)),
  issuer: name,
  audience: nameOrNames,
};

const VERIFY_OPTIONS: Readonly<Record<string, Check>> = {
  algorithms: (at, value) => elements(at, value, (one, item) => oneOf(one, item, ALGORITHMS)),
  issuer: nameOrNames,
  audience: nameOrNames,
  clockSkew: (at, value) =>
    (typeof value === 'number' && value >= 0) || wrong(at, 'a number of seconds from 0', kindOf(value)),
};

/** `ctx.jwt`. @param ask asks the gateway, with the arguments as a JSON array. */
export function createJwt(ask: (method: string, args: string) => unknown): Record<string, Method> {
  return {
    sign: (secretName, claims, options) => {
      const method = 'ctx.jwt.sign';
      const secret = name({ method, position: 1, name: 'secretName' }, secretName);
      const given = claimsOf({ method, position: 2, name: 'claims' }, claims);
      return ask('jwt.sign', argumentsOf(secret, given, optionsOf(method, options, SIGN_OPTIONS)));
    },
    verify: (secretName, token, options) => {
      const method = 'ctx.jwt.verify';
      const secret = name({ method, position: 1, name: 'secretName' }, secretName);
      const given = text({ method, position: 2, name: 'token' }, token);
      return ask('jwt.verify', argumentsOf(secret, given, optionsOf(method, options, VERIFY_OPTIONS)));
    },
    decode: (token) =>
      ask('jwt.decode', argumentsOf(text({ method: 'ctx.jwt.decode', position: 1, name: 'token' }, token))),
  };
}

function argumentsOf(...args: unknown[]): string {
  return JSON.stringify(args);
}

function claimsOf(at: Argument, value: unknown): object {
  const claims = record(at, value);
  for (const claim of TIMES) {
    if (claim in claims && typeof claims[claim] !== 'number') {
      wrong({ ...at, name: `claims.${claim}` }, 'a number of seconds since 1970', kindOf(claims[claim]));
    }
  }
  return claims;
}

function optionsOf(method: string, value: unknown, allowed: Readonly<Record<string, Check>>): object {
  const at = { method, position: 3, name: 'options' };
  if (value === undefined) return {};
  const options = record(at, value);
  onlyFields(at, options, Object.keys(allowed));
  for (const key of Object.keys(options)) allowed[key]?.({ ...at, name: `options.${key}` }, options[key]);
  return options;
}

function nameOrNames(at: Argument, value: unknown): void {
  if (typeof value === 'string') name(at, value);
  else elements(at, value, name);
}

function elements(at: Argument, value: unknown, check: Check): void {
  // A clean copy of JSON: no proxy is left in it.
  if (!Array.isArray(value)) return wrong(at, 'an array', kindOf(value));
  if (value.length === 0) wrong(at, 'an array with an element', 'an empty one');
  for (let index = 0; index < value.length; index++) check({ ...at, name: `${at.name}[${index}]` }, value[index]);
}
