import type { Readable } from 'node:stream';
import { isObject } from './json.ts';
import type { JsonObject } from './json.ts';

/** A symbol: JSON and whatever walks the members of objects find none. */
const bytesKey = Symbol('bytes');
const sourceKey = Symbol('source');

/**
 * The body of a request that is taken as it came: `{size, contentType}`, and its bytes beside, which no template sees.
 * An api with the `dataType` raw sends them.
 */
export function rawBody(bytes: Buffer, contentType: string | null): JsonObject {
  return { size: bytes.length, contentType, [bytesKey]: bytes };
}

/** The bytes beside such a body; undefined: it is none. */
export function bytesOfRawBody(value: unknown): Buffer | undefined {
  return isObject(value) ? (value as { readonly [bytesKey]?: Buffer })[bytesKey] : undefined;
}

/** The same of a body that is still to come; `size` is null while it is not known. It can be read once. */
export function rawBodyToCome(source: Readable, size: number | null, contentType: string | null): JsonObject {
  return { size, contentType, [sourceKey]: source };
}

/** Where such a body comes from; undefined: it is none, or here already. */
export function sourceOfRawBody(value: unknown): Readable | undefined {
  return isObject(value) ? (value as { readonly [sourceKey]?: Readable })[sourceKey] : undefined;
}
