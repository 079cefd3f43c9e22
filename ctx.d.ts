/**
 * What a script gets as `ctx`. In TypeScript: `import type { AsyncCtx } from 'stepgate/ctx'` (types are stripped, so
 * nothing is imported when the script runs); in JavaScript: `@param {import('stepgate/ctx').PlainCtx} ctx`.
 */

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export type RequestMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** One HTTP call through the gateway's client. */
export interface RequestOptions {
  /** Absolute, http or https. */
  url: string;
  /** In any case; GET by default. */
  method?: RequestMethod | Lowercase<RequestMethod>;
  /** With GET and HEAD an object becomes the query string. */
  body?: Json;
  /** Another name of `body`. */
  input?: Json;
  /** Values may hold `{secret.NAME}`; null, undefined and an empty list leave a header out. */
  header?: Record<string, HeaderValue | null | undefined | (HeaderValue | null)[] | AllHeaders>;
  /**
   * Parameters for the query of `url`: a list repeats one, null leaves one out, those of `"*"` are put in. Those that are
   * named win over the URL's own, and these over those of `"*"`.
   */
  query?: Record<string, Json | undefined>;
  /** How many redirects are followed; 0 by default, at most 10. */
  redirects?: number;
  /** HTTP Basic or Bearer, a token of OAuth 2, a signature for AWS; may hold `{secret.NAME}`. */
  auth?: [user: string, password: string] | [token: string] | { oauth2: OauthAuth } | { aws4: AwsAuth };
  /** By default as `dataType` says. */
  contentType?: string;
  /** How `body` is sent; json by default. `raw` sends the bytes of a `RawBody`; of `multipart`, a `FileBody` is a file. */
  dataType?: 'json' | 'xml' | 'yaml' | 'form' | 'text' | 'multipart' | 'raw';
  /** Another name of `dataType`. */
  requestType?: 'json' | 'xml' | 'yaml' | 'form' | 'text' | 'multipart' | 'raw';
  /** How the answer is read; by default as its content type says. `raw` gives a `RawBody`. */
  responseType?: 'json' | 'xml' | 'yaml' | 'form' | 'text' | 'raw';
  /** The root element when `body` is sent as XML; xml by default. */
  xmlName?: string;
  /** Elements of an XML answer that are lists even when one or none is there: `["order", "o.items.item"]`. */
  lists?: string[];
  /** A condition of rules over the answer, `"{code} == 0"`; false: the call throws, with `onlyData: false` too. */
  responseCondition?: string;
  /** The error's message, a template over the answer: `"{msg}"`. */
  errMsg?: string;
  /** Another name of `errMsg`. */
  errorMsg?: string;
  /** What certain failures mean, at most 16: the first whose `when` is true counts. */
  failure?: FailureCase[];
  /** More attempts after a retryable failure, at most 10; 0 by default. */
  retryMaxCount?: number;
  /** Seconds: the longest wait between two attempts; 10 by default. */
  retryMaxWait?: number;
  /** Seconds: the longest first wait, which doubles; 0.1 by default. */
  retryBase?: number;
  /** What is retryable: statuses and reasons; by default 429, 502, 503, 504 and all three. */
  retryOn?: (number | 'timeout' | 'connect' | 'reset')[];
  /** Seconds, at most 600; fractions allowed. */
  timeout?: number;
  /** Reuse the answer of an earlier call with the same options. */
  isCache?: boolean;
  /** Seconds. */
  cacheTtl?: number;
  /** Names of secrets. */
  tls?: { cert?: string; key?: string; ca?: string };
  /** HTTP/2 with an upstream that offers it; false by default. */
  http2?: boolean;
  /** True by default: gives the parsed body, and a status of 400 or more throws. False: gives a `Response`. */
  onlyData?: boolean;
}

/** What a failure means: another output, or another error. Conditions and templates see the answer. */
export type FailureCase =
  { when: string; output: Json } | { when: string; code?: string; msg?: string; status?: number; retry?: boolean };

/** Client credentials, for which a token is fetched once and shared. */
export interface OauthAuth {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope?: string;
  audience?: string;
  /** Where the credentials stand; `basic` by default. */
  send?: 'basic' | 'body';
}

/** For signatures of version 4. */
export interface AwsAuth {
  service: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A body that is bytes. */
export type RawBody = { readonly base64: string; readonly contentType: string | null; readonly size?: number };

/** A file of a multipart body. */
export type FileBody = RawBody & { readonly filename: string };

export type HeaderValue = string | number | boolean;

/** What stands at `"*"`: these headers too, without those of a connection and of a body; those that are named win. */
export type AllHeaders = { readonly [name: string]: Json | undefined };

/** What `ctx.request` gives with `onlyData: false`, whatever the status. */
export interface Response<T = any> {
  data: T;
  status: number;
  /** Names in lower case; repeated ones as arrays. */
  header: Record<string, string | string[]>;
  /** Name to value. */
  cookies: Record<string, string>;
}

/** What methods of `ctx` throw. Uncaught, the component fails with its `code`. */
export interface CtxError extends Error {
  /** E.g. 110005 for a wrong argument, 110006, 110007 or 110015 for a failed request. */
  readonly code: string;
  /** HTTP status of an answer made from it, where it is not the code's usual one. */
  readonly status: number | undefined;
  /** Whether another attempt may succeed. */
  readonly retryable: boolean;
}

export type HashAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha512';

export type RsaOptions = { padding?: 'pkcs1' | 'oaep' };

/** HS with text, `base64:`, `hex:` or a JWK of the type oct; the others with a PEM or JWK of their kind. */
export type JwtAlgorithm =
  | ('HS256' | 'HS384' | 'HS512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512')
  | ('ES256' | 'ES384' | 'ES512' | 'EdDSA' | 'Ed25519');

/** These win over claims of the same meaning. */
export interface JwtSignOptions {
  /** By default what fits the key: HS256, RS256, ES256, ES384, ES512 or EdDSA, or what the JWK names. */
  algorithm?: JwtAlgorithm;
  /** `kid` in the header; by default that of the JWK. */
  keyId?: string;
  /** Seconds: sets `iat` to now and `exp` to that much later. */
  expiresIn?: number;
  /** `iss` */
  issuer?: string;
  /** `aud` */
  audience?: string | string[];
}

export interface JwtVerifyOptions {
  /** Those that are accepted; by default HS256, RS256 and PS256, or what else fits the key. */
  algorithms?: JwtAlgorithm[];
  /** `iss` must be it, or one of them. */
  issuer?: string | string[];
  /** `aud` must hold it, or one of them. */
  audience?: string | string[];
  /** Seconds by which `exp` and `nbf` may be missed; 0 by default. */
  clockSkew?: number;
}

type Log = (...args: unknown[]) => void;

/** What plain and async handlers have in common. */
export interface CommonCtx {
  /** Into the process log and the component's run log, with trx; 200 lines of 8 KiB per call. `console` does the same. */
  readonly log: { debug: Log; info: Log; warn: Log; error: Log };
  /** Values shared by all scripts of the run; kept when the run is suspended. */
  readonly data: {
    store(key: string, value: Json | undefined): void;
    /** Null when missing. */
    load(key: string): any;
  };
  /** The trace id. */
  logId(): string;
  /** The run's id. */
  trx(): string;
  /** A random UUID. */
  uuid(): string;
  /** How far the script is, from 0 to 1, and in words of at most 200 characters: for whoever follows the run. */
  progress(fraction: number, message?: string): void;
  /** Stops and keeps the run; cannot be caught. `code` defaults to 110009. */
  suspend(reason: string): never;
  suspend(code: string, reason: string): never;
  /** Ends the run; cannot be caught. By default with code 110008 and HTTP status 422. */
  break(reason: string, options?: { code?: string; status?: number }): never;
  /** Answers the client now; the run goes on. Only the first counts. */
  response(value?: Json): void;
  /** UTF-8. */
  readonly base64: { encode(s: string): string; decode(s: string): string };
  /** Hex. */
  hash(algorithm: HashAlgorithm, text: string): string;
  /** Hex; the key is a secret. */
  hmac(algorithm: HashAlgorithm, secretName: string, text: string): string;
  readonly aes: {
    /** AES-CBC, PKCS#7, IV = the key's first 16 bytes: only for systems that want exactly that. `key`: 16, 24 or 32 bytes. */
    encodeToBase64(key: string, text: string): string;
    decodeFromBase64(key: string, text: string): string;
    encodeToHex(key: string, text: string): string;
    decodeFromHex(key: string, text: string): string;
    /** AES-256-GCM with a random nonce; the secret is 32 bytes in base64 or hex, or a JWK. */
    encrypt(secretName: string, text: string): string;
    decrypt(secretName: string, text: string): string;
  };
  /** The secret is a PEM or a JWK: public to encode and verify, private to decode and sign. PKCS#1 v1.5, or OAEP with SHA-256. */
  readonly rsa: {
    encodeToBase64(secretName: string, text: string, options?: RsaOptions): string;
    decodeFromBase64(secretName: string, text: string, options?: RsaOptions): string;
    encodeToHex(secretName: string, text: string, options?: RsaOptions): string;
    decodeFromHex(secretName: string, text: string, options?: RsaOptions): string;
    /** PKCS#1 v1.5 with SHA-256, base64. */
    sign(secretName: string, text: string): string;
    verify(secretName: string, text: string, signature: string): boolean;
  };
  /** JSON Web Tokens (RFC 7519), signed. The algorithm has to fit the key; `none` is no algorithm. */
  readonly jwt: {
    sign(secretName: string, claims: { readonly [name: string]: Json | undefined }, options?: JwtSignOptions): string;
    /** The claims. Throws 110005 for a token that is not signed so, has ended, or is for somebody else. */
    verify<T = any>(secretName: string, token: string, options?: JwtVerifyOptions): T;
    /** What a token says, whoever signed it: nothing is checked. */
    decode(token: string): { header: any; payload: any };
  };
}

/** `ctx` of `function handler(ctx, input)`: what waits blocks the script, and gives the value. */
export interface PlainCtx extends CommonCtx {
  request<T = any>(options: RequestOptions & { onlyData: false }): Response<T>;
  request<T = any>(options: RequestOptions & { onlyData?: true }): T;
  /** Runs `fn` and remembers its result under `name`: after a recovery it is given back, and `fn` does not run. */
  step<T extends Json | undefined | void>(name: string, fn: () => T): T;
  /** Milliseconds. */
  sleep(ms: number): void;
}

/** `ctx` of `async function handler(ctx, input)`: what waits gives a promise. */
export interface AsyncCtx extends CommonCtx {
  request<T = any>(options: RequestOptions & { onlyData: false }): Promise<Response<T>>;
  request<T = any>(options: RequestOptions & { onlyData?: true }): Promise<T>;
  /** Runs `fn` and remembers its result under `name`: after a recovery it is given back, and `fn` does not run. */
  step<T extends Json | undefined | void>(name: string, fn: () => T | PromiseLike<T>): Promise<T>;
  /** Milliseconds. */
  sleep(ms: number): Promise<void>;
}

/** A script defines one of these two, named `handler`. */
export type PlainHandler<Input = any> = (ctx: PlainCtx, input: Input) => unknown;
export type AsyncHandler<Input = any> = (ctx: AsyncCtx, input: Input) => Promise<unknown>;
