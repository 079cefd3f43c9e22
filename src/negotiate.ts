import Negotiator from 'negotiator';

/** What is chosen from a list of types, and the media types by which clients ask for each. */
const MEDIA_TYPES = {
  json: ['application/json'],
  xml: ['application/xml', 'text/xml'],
  yaml: ['application/yaml', 'text/yaml', 'application/x-yaml'],
  text: ['text/plain'],
} as const;

type Choosable = keyof typeof MEDIA_TYPES;

/**
 * The type that an `Accept` prefers (RFC 9110, 12.5.1), the first where it prefers none; undefined: it takes none of
 * them. Parameters of media types are passed over: `application/json; charset=utf-8` is JSON.
 */
export function negotiate<T extends string>(types: readonly T[], accept: unknown): T | undefined {
  if (typeof accept !== 'string' || accept.trim() === '') return types[0];
  const offered = types.flatMap((type) => mediaTypesOf(type).map((media) => [media, type] as const));
  const plain = accept.replace(/;(?!\s*q\s*=)(?:[^;,"]|"(?:[^"\\]|\\.)*")*/gi, '');
  const chosen = new Negotiator({ headers: { accept: plain } }).mediaType(offered.map(([media]) => media));
  return offered.find(([media]) => media === chosen)?.[1];
}

function mediaTypesOf(type: string): readonly string[] {
  return Object.hasOwn(MEDIA_TYPES, type) ? MEDIA_TYPES[type as Choosable] : [];
}
