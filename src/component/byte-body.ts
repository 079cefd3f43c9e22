import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { bytesOfBase64 } from '../base64.ts';
import { StepgateError } from '../error.ts';
import { bytesOfRawBody, sourceOfRawBody } from '../raw-body.ts';
import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import { eachMember } from '../large/large-json.ts';
import { textOf } from '../large/stringify.ts';
import { unsendable } from './unsendable.ts';

/** A body in bytes, and the content type that says what they are; null: it is not known. */
export interface ByteBody {
  readonly body: Buffer | Readable;
  /** Of what is still to come, where it is known. */
  readonly length?: number;
  readonly contentType: string | null;
  /** It is that of the run's request, written in the coding that the client has named. */
  readonly isAsItCame?: true;
}

/** The body that `{base64, contentType}`, or the raw body of the request, stands for. @throws StepgateError 110006 it does not. */
export function rawBody(input: Json): ByteBody {
  const source = sourceOfRawBody(input);
  if (source) {
    const { size, contentType: type } = input as JsonObject;
    const length = typeof size === 'number' ? { length: size } : {};
    return { body: source, contentType: textOrNull(type), isAsItCame: true, ...length };
  }
  const bytes = bytesOfRawBody(input);
  if (bytes) return { body: bytes, contentType: textOrNull((input as JsonObject).contentType), isAsItCame: true };
  const { base64, contentType } = isObject(input) ? input : {};
  if (typeof base64 !== 'string') throw notBytes('its input must be {"base64", "contentType"}');
  return { body: decoded(base64, 'the base64 of its input'), contentType: textOrNull(contentType) };
}

/**
 * An object as `multipart/form-data` (RFC 7578): `{filename, contentType, base64}` is a file, a list repeats its field,
 * other objects are JSON, null is left out.
 * @throws StepgateError 110006 a file is no base64; 110007 it is no object.
 */
export function multipartBody(input: Json): ByteBody {
  if (!isObject(input)) throw unsendable('its input is no object, so it cannot be multipart');
  const boundary = `stepgate-${randomBytes(18).toString('hex')}`;
  const parts: Buffer[] = [];
  for (const [name, value] of eachMember(input)) {
    const values = isList(value) ? value : [value];
    for (const one of values) if (one !== null) parts.push(...part(boundary, name, one));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(parts), contentType: `multipart/form-data; boundary=${boundary}` };
}

function part(boundary: string, name: string, value: Json): Buffer[] {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quotable(name)}"`;
  const { filename, base64, contentType } = isObject(value) ? value : {};
  if (typeof filename !== 'string' || typeof base64 !== 'string')
    return [Buffer.from(`${head}\r\n\r\n${textOf(value)}\r\n`)];
  const type = textOrNull(contentType)?.replace(/[\r\n]/g, ' ') ?? 'application/octet-stream';
  return [
    Buffer.from(`${head}; filename="${quotable(filename)}"\r\nContent-Type: ${type}\r\n\r\n`),
    decoded(base64, `the base64 of the file ${JSON.stringify(name)}`),
    Buffer.from('\r\n'),
  ];
}

/** As browsers write names (the HTML standard, "multipart/form-data encoding algorithm"). */
function quotable(text: string): string {
  return text.replace(/\r\n|[\r\n]/g, '%0D%0A').replaceAll('"', '%22');
}

function decoded(base64: string, what: string): Buffer {
  const bytes = bytesOfBase64(base64);
  if (bytes) return bytes;
  throw notBytes(`${what} is none`);
}

function notBytes(why: string): StepgateError {
  return new StepgateError('110006', `the call cannot be sent: ${why}`, { retryable: false });
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
