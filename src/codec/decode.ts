import type { Json } from '../json.ts';
import type { BodyType } from './body-type.ts';
import { charsetOf } from './content-type.ts';
import { parseForm } from './form.ts';
import { parseJson } from './json.ts';
import { decodeText } from './text.ts';
import { parseXml } from './xml-read.ts';

/**
 * Reads a body. No bytes are null. The charset is the content type's, for XML else that of its byte order mark or
 * declaration, else UTF-8.
 * @throws CodecError.
 */
export function decodeBody(type: BodyType, bytes: Buffer, contentType?: string): Json {
  if (bytes.length === 0) return null;
  const charset = charsetOf(contentType);
  switch (type) {
    case 'json':
      return parseJson(decodeText(bytes, charset));
    case 'xml':
      return parseXml(decodeText(bytes, charset ?? xmlCharset(bytes)));
    case 'form':
      return parseForm(decodeText(bytes, charset));
    case 'text':
      return decodeText(bytes, charset);
    default:
      return type satisfies never;
  }
}

/** XML 1.0, appendix F: the byte order mark, then the declaration, which is ASCII in every charset but UTF-16. */
function xmlCharset(bytes: Buffer): string | undefined {
  const start = bytes.readUIntBE(0, Math.min(2, bytes.length));
  if (start === 0xfffe) return 'utf-16le';
  if (start === 0xfeff) return 'utf-16be';
  const declaration = bytes.toString('latin1', 0, 200);
  return /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']/.exec(declaration)?.[1];
}
