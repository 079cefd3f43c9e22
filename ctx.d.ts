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
  /** Values may hold `{secret.NAME}`; null, undefined and an empty list leave a header out. */
  header?: Record<string, HeaderValue | null | undefined | (HeaderValue | null)[]>;
  /** HTTP Basic or Bearer; may hold `{secret.NAME}`. */
  auth?: [user: string, password: string] | [token: string];
  /** By default as `dataType` says. */
  contentType?: string;
  /** How `body` is sent; json by default. */
  dataType?: 'json' | 'xml' | 'form' | 'text';
  /** How the answer is read; json by default. */
  responseType?: 'json' | 'xml' | 'text';
  /** The root element when `body` is sent as XML; xml by default. */
  xmlName?: string;
  /** Elements of an XML answer that are lists even when one or none is there: `["order", "o.items.item"]`. */
  lists?: string[];
  /** Seconds, at most 600; fractions allowed. */
  timeout?: number;
  /** Reuse the answer of an earlier call with the same options. */
  isCache?: boolean;
  /** Seconds. */
  cacheTtl?: number;
  /** Names of secrets. */
  tls?: { cert?: string; key?: string; ca?: string };
  /** True by default: gives the parsed body, and a status of 400 or more throws. False: gives a `Response`. */
  onlyData?: boolean;
}

export type HeaderValue = string | number | boolean;

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
    /** AES-256-GCM with a random nonce; the secret is 32 bytes in base64 or hex. */
    encrypt(secretName: string, text: string): string;
    decrypt(secretName: string, text: string): string;
  };
  /** The secret is a PEM: public to encode and verify, private to decode and sign. PKCS#1 v1.5, or OAEP with SHA-256. */
  readonly rsa: {
    encodeToBase64(secretName: string, text: string, options?: RsaOptions): string;
    decodeFromBase64(secretName: string, text: string, options?: RsaOptions): string;
    encodeToHex(secretName: string, text: string, options?: RsaOptions): string;
    decodeFromHex(secretName: string, text: string, options?: RsaOptions): string;
    /** PKCS#1 v1.5 with SHA-256, base64. */
    sign(secretName: string, text: string): string;
    verify(secretName: string, text: string, signature: string): boolean;
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
