const PRINTABLE = /^[\x20-\x7e]{16,128}$/;

/** What a `Client-Id` has to be. */
export const CLIENT_ID = 'must be 16 to 128 printable ASCII characters, as the header Client-Id was';

/** A `Client-Id`; undefined: there is none, or it is none. */
export function clientIdOf(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && PRINTABLE.test(given) ? given : undefined;
}
