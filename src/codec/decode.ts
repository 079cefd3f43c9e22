import { isUtf8 } from 'node:buffer';
import { charsetOf } from '../http-header.ts';
import type { Json } from '../json.ts';
import type { ListPath } from '../xml-list.ts';
import { isCharset } from '../charset.ts';
import type { BodyType } from './body-type.ts';
import { parseForm } from './form.ts';
import { isLargeText } from '../large/size.ts';
import { parseJson, parseLargeJson, refuseDuplicates } from './json.ts';
import { parseLargeForm } from './large-form.ts';
import { decodeText } from './text.ts';
import { parseLargeXml, parseXml } from './xml-read.ts';

/**
 * Reads a body. No bytes are null. JSON is UTF-8 (`jsonText`). The charset of the others is the content type's, for XML
 * else that of its byte order mark or declaration, else UTF-8.
 * @param lists elements of XML that are lists, however many there are.
 * @param refusesDuplicates JSON in which a key stands twice in one object is refused.
 * @throws CodecError.
 */
export function decodeBody(
  type: BodyType,
  bytes: Buffer,
  contentType?: string,
  lists: readonly ListPath[] = [],
  refusesDuplicates = false,
): Json | Promise<Json> {
  if (bytes.length === 0) return null;
  const charset = charsetOf(contentType);
  switch (type) {
    case 'json':
      return readJson(jsonText(bytes, charset), refusesDuplicates);
    case 'xml':
      return readXml(decodeText(bytes, charset ?? xmlCharset(bytes)), lists);
    case 'form':
      return readForm(decodeText(bytes, charset));
    case 'text':
      return decodeText(bytes, charset);
    default:
      return type satisfies never;
  }
}

/**
 * The text of a JSON body: UTF-8 whatever is named (RFC 8259, 8.1). A known other charset that is named counts only where
 * the bytes are no UTF-8, or hold a NUL, which no JSON has and ASCII in UTF-16 does.
 * @throws CodecError
 */
function jsonText(bytes: Buffer, charset = 'utf-8'): string {
  const counts = charset !== 'utf-8' && isCharset(charset) && (!isUtf8(bytes) || bytes.includes(0));
  return decodeText(bytes, counts ? charset : undefined);
}

function readJson(text: string, refusesDuplicates: boolean): Json | Promise<Json> {
  const checked = (value: Json): Json => {
    if (refusesDuplicates) refuseDuplicates(text);
    return value;
  };
  return isLargeText(text) ? parseLargeJson(text).then(checked) : checked(parseJson(text));
}

function readXml(text: string, lists: readonly ListPath[]): Json | Promise<Json> {
  return isLargeText(text) ? parseLargeXml(text, lists) : parseXml(text, lists);
}

function readForm(text: string): Json | Promise<Json> {
  return isLargeText(text) ? parseLargeForm(text) : parseForm(text);
}

/** XML 1.0, appendix F: the byte order mark, then the declaration, which is ASCII in every charset but UTF-16. */
function xmlCharset(bytes: Buffer): string | undefined {
  const start = bytes.readUIntBE(0, Math.min(2, bytes.length));
  if (start === 0xfffe) return 'utf-16le';
  if (start === 0xfeff) return 'utf-16be';
  const declaration = bytes.toString('latin1', 0, 200);
  return /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']/.exec(declaration)?.[1];
}
