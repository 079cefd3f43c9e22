import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { deeperThan } from '../large/depth.ts';
import { StepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { stringify } from '../large/stringify.ts';
import { describeKey, unfit } from './secret-key.ts';
import type { NamedKey, SecretKey } from './secret-key.ts';

/** The options of `ctx.jwt.sign`, as the child has checked them. */
export interface JwtSignOptions {
  readonly algorithm?: string;
  readonly keyId?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
  readonly issuer?: string;
  readonly audience?: string | readonly string[];
}

/** The options of `ctx.jwt.verify`, as the child has checked them. */
export interface JwtVerifyOptions {
  readonly algorithms?: readonly string[];
  readonly issuer?: string | readonly string[];
  readonly audience?: string | readonly string[];
  /** Seconds. */
  readonly clockSkew?: number;
}

interface Algorithms {
  /** All that a key may be used with, the first where none is named. */
  readonly all: readonly string[];
  /** What a token may be signed with where no algorithms are named. */
  readonly usual: readonly string[];
}

const HMAC: Algorithms = { all: ['HS256', 'HS384', 'HS512'], usual: ['HS256'] };
const RSA: Algorithms = { all: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'], usual: ['RS256', 'PS256'] };
/** The older name of Ed25519 (RFC 8037), and its own (RFC 9864). */
const EDWARDS: Algorithms = { all: ['EdDSA', 'Ed25519'], usual: ['EdDSA', 'Ed25519'] };
const NONE: Algorithms = { all: [], usual: [] };

/** As of all that a script gets or gives. */
const MAX_LEVELS = 1000;

const CURVES: Readonly<Record<string, string>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

/** A JSON Web Token (RFC 7519) with these claims, signed (RFC 7515, compact). */
export async function jwtSign(named: NamedKey, claims: JsonObject, options: JwtSignOptions): Promise<string> {
  const { all } = algorithmsOf(named);
  const { algorithm = all[0] ?? '', keyId = hintsOf(named.key).kid } = options;
  if (!all.includes(algorithm))
    throw unfit(named, `is ${describeKey(named.key)}: it signs with ${listed(all)}, not ${algorithm}`);
  if (named.key.kind === 'public') throw unfit(named, 'is a public key: a private one signs');
  const { CompactSign } = await import('jose');
  const payload = Buffer.from(stringify({ ...claims, ...claimsOf(options) }), 'utf8');
  const header = { alg: algorithm, typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) };
  try {
    return await new CompactSign(payload).setProtectedHeader(header).sign(keyMaterial(named.key));
  } catch (cause) {
    throw unfit(named, `does not sign with ${algorithm}: ${reasonOf(cause)}`, cause);
  }
}

/** The claims of a token that is signed with the secret's key, and counts now. @throws StepgateError 110005 */
export async function jwtVerify(named: NamedKey, token: string, options: JwtVerifyOptions): Promise<Json> {
  const { all, usual } = algorithmsOf(named);
  const { issuer, audience, clockSkew = 0 } = options;
  const algorithms = options.algorithms?.filter((one) => all.includes(one)) ?? [...usual];
  if (algorithms.length === 0)
    throw unfit(
      named,
      `is ${describeKey(named.key)}: it verifies ${listed(all)}, not ${listed(options.algorithms ?? [])}`,
    );
  const { jwtVerify: verify } = await import('jose');
  const key = named.key.kind === 'private' ? createPublicKey(named.key.key) : keyMaterial(named.key);
  try {
    const { payload } = await verify(token, key, {
      algorithms,
      ...{ clockTolerance: clockSkew },
      ...(issuer !== undefined && { issuer: listOf(issuer) }),
      ...(audience !== undefined && { audience: listOf(audience) }),
    });
    return asJson(payload);
  } catch (cause) {
    throw new StepgateError('110005', `${named.method}: argument 2 (token) ${faultOf(cause, named, algorithms)}`, {
      cause,
    });
  }
}

/** What a token says, whoever signed it. @throws StepgateError 110005 when it is none. */
export async function jwtDecode(token: string): Promise<Json> {
  const { decodeJwt, decodeProtectedHeader } = await import('jose');
  try {
    return { header: asJson(decodeProtectedHeader(token)), payload: asJson(decodeJwt(token)) };
  } catch (cause) {
    throw new StepgateError('110005', `ctx.jwt.decode: argument 1 (token) is no JWT: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * The key alone decides which algorithms there are, and a JWK may name one of them: what a token says of itself never
 * makes an HMAC of a key that others know.
 */
function algorithmsOf(named: NamedKey): Algorithms {
  const { key } = named;
  const { alg } = hintsOf(key);
  const fitting = key.kind === 'text' || key.kind === 'bytes' ? HMAC : algorithmsOfPair(key.key);
  if (fitting === NONE) throw unfit(named, `is ${describeKey(key)}, with which no JWT is signed`);
  if (alg === undefined || (fitting === EDWARDS && EDWARDS.all.includes(alg))) return fitting;
  if (fitting.all.includes(alg)) return { all: [alg], usual: [alg] };
  throw unfit(named, `is ${describeKey(key)} whose JWK names the algorithm ${alg}, expected ${listed(fitting.all)}`);
}

function algorithmsOfPair({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Algorithms {
  if (asymmetricKeyType === 'rsa') return RSA;
  if (asymmetricKeyType === 'ed25519') return EDWARDS;
  const ofCurve = CURVES[asymmetricKeyDetails?.namedCurve ?? ''];
  return ofCurve === undefined ? NONE : { all: [ofCurve], usual: [ofCurve] };
}

function hintsOf(key: SecretKey): { readonly alg?: string; readonly kid?: string } {
  return key.kind === 'text' ? {} : key;
}

function keyMaterial(key: SecretKey): KeyObject | Uint8Array {
  if (key.kind === 'text') return Buffer.from(key.text, 'utf8');
  return key.kind === 'bytes' ? key.bytes : key.key;
}

function claimsOf({ expiresIn, issuer, audience }: JwtSignOptions): JsonObject {
  const now = Math.floor(Date.now() / 1000);
  return {
    ...(issuer !== undefined && { iss: issuer }),
    ...(audience !== undefined && { aud: audience }),
    ...(expiresIn !== undefined && { iat: now, exp: Math.floor(now + expiresIn) }),
  };
}

/** What is wrong with a token. */
function faultOf(error: unknown, { name }: NamedKey, algorithms: readonly string[]): string {
  const { code, claim, reason, payload } = error as {
    code?: string;
    claim?: string;
    reason?: string;
    payload?: JWTPayload;
  };
  if (code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') return `is not signed with secret "${name}"`;
  if (code === 'ERR_JOSE_ALG_NOT_ALLOWED') return `is not signed with ${listed(algorithms)}`;
  if (claim === undefined) return `is no JWT that can be verified: ${reasonOf(error)}`;
  if (reason === 'missing') return `lacks the claim ${claim}`;
  if (code === 'ERR_JWT_EXPIRED') return `has ended (exp ${String(payload?.exp)})`;
  if (reason === 'invalid') return `has a claim ${claim} that is no number`;
  return claim === 'nbf'
    ? `does not count yet (nbf ${String(payload?.nbf)})`
    : `has another claim ${claim} than expected`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

function listOf(value: string | readonly string[]): string[] {
  return typeof value === 'string' ? [value] : [...value];
}

/** What jose has parsed from JSON, unless no script could hold it. */
function asJson(value: object): Json {
  if (!deeperThan(value, MAX_LEVELS)) return value as Json;
  throw new Error(`it nests deeper than ${MAX_LEVELS} levels`);
}
