/**
 * A body that cannot be read, or a value that cannot be written. The message goes on after the name of the body or
 * value: "is no JSON: …", "has …". The caller decides which code that is.
 */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}
