import type { Diagnostics } from './diagnostics.ts';

const encoder = new TextEncoder();

/** Refuses a text of more bytes in UTF-8: a schema counts characters. */
export function checkBytes(text: string, most: number, pointer: string, diagnostics: Diagnostics): void {
  const bytes = encoder.encode(text).length;
  if (bytes > most) diagnostics.error(pointer, `has ${bytes} bytes, expected at most ${most}`);
}

/** Of a description, and of the message of an error. */
export const LARGEST_MESSAGE_BYTES = 65_536;
