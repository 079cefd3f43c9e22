/** The standard alphabet, or that for URLs; with padding or without. */
const BASE64 = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/;

/** The bytes that a text is in base64; undefined: it is none. */
export function bytesOfBase64(text: string): Buffer | undefined {
  const digits = text.replace(/={1,2}$/, '').length;
  if (digits % 4 === 1 || !BASE64.test(text)) return undefined;
  return text.length === digits || text.length % 4 === 0 ? Buffer.from(text, 'base64') : undefined;
}
