import { hash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import type { HttpCall } from '../outbound/outbound.ts';

/** What `auth.aws4` says, its templates filled in. */
export interface AwsAuth {
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The call with a signature for AWS (version 4) of its host, `x-amz-*` and content type, as of now. */
export async function signForAws(call: HttpCall, auth: AwsAuth): Promise<HttpCall> {
  const { url, method } = call;
  const body = bytesOf(call);
  const signer = new AwsV4Signer({ ...auth, url, method, headers: headersToSign(call, auth), body, allHeaders: true });
  const signed = [...(await signer.sign()).headers];
  const own = new Set(signed.map(([name]) => name.toLowerCase()));
  // What is signed goes out as it was signed.
  const others = (headers: readonly string[]): string[] =>
    headers.filter((_, at) => !own.has((headers[at - (at % 2)] ?? '').toLowerCase()));
  return {
    ...call,
    headers: [...others(call.headers), ...signed.flat()],
    checked: call.checked && others(call.checked),
  };
}

/** Undefined: there is none, or it is not known before it is sent. */
function bytesOf({ body }: HttpCall): string | Uint8Array<ArrayBuffer> | undefined {
  return typeof body === 'string' || body instanceof Uint8Array
    ? (body as string | Uint8Array<ArrayBuffer>)
    : undefined;
}

function headersToSign({ headers, checked = [], ...call }: HttpCall, { service }: AwsAuth): [string, string][] {
  const all = [...checked, ...headers];
  const pairs = all.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name.toLowerCase(), all[at + 1] ?? '']] : [],
  );
  const signed = pairs.filter(([name]) => name === 'content-type' || name.startsWith('x-amz-'));
  const body = bytesOf({ headers, ...call });
  if (body === undefined && call.body !== undefined) return [...signed, ['x-amz-content-sha256', 'UNSIGNED-PAYLOAD']];
  if (service !== 's3' || signed.some(([name]) => name === 'x-amz-content-sha256')) return signed;
  // S3 wants it said, and takes a body that is not signed over TLS only.
  return [...signed, ['x-amz-content-sha256', hash('sha256', body ?? '')]];
}
