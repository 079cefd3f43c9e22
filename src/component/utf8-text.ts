const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that was encrypted. @throws TypeError for bytes that are no UTF-8: nothing that a script encrypted. */
export function utf8Text(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}
