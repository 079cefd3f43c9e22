import { isUtf8 } from 'node:buffer';
import { charsetOf } from '../http-header.ts';
import type { Json } from '../json.ts';
import type { ListPath } from '../xml-list.ts';
import { isCharset } from '../charset.ts';
import type { BodyType, LazyType } from './body-type.ts';
import { parseForm } from './form.ts';
import { isLargeText } from '../large/size.ts';
import { parseJson, parseLargeJson, refuseDuplicates, refuseLargeDuplicates } from './json.ts';
import { parseLargeForm } from './large-form.ts';
import { decodeLargeText, decodeText, needsLoading } from './text.ts';
import { parseLargeXml, parseXml } from './xml-read.ts';

/**
 * Reads a body. No bytes are null. JSON is UTF-8 (`jsonText`). The charset of the others is the content type's, for XML
 * else that of its byte order mark or declaration, else UTF-8.
 * @param lists elements of XML that are lists, however many there are.
 * @param refusesDuplicates JSON in which a key stands twice in one object is refused.
 * @throws CodecError.
 */
export function decodeBody(
  type: BodyType | LazyType,
  bytes: Buffer,
  contentType?: string,
  lists: readonly ListPath[] = [],
  refusesDuplicates = false,
): Json | Promise<Json> {
  if (bytes.length === 0) return null;
  const charset = charsetIn(type, bytes, charsetOf(contentType));
  if (!isLargeText(bytes) && !needsLoading(charset))
    return readText(type, decodeText(bytes, charset), lists, refusesDuplicates);
  return decodeLargeText(bytes, charset).then((text) => readText(type, text, lists, refusesDuplicates));
}

/**
 * In which charset a body is; undefined: UTF-8. JSON is UTF-8 whatever is named (RFC 8259, 8.1): a known other charset
 * counts only where the bytes are no UTF-8, or hold a NUL, which no JSON has and ASCII in UTF-16 does.
 */
function charsetIn(type: BodyType | LazyType, bytes: Buffer, named: string | undefined): string | undefined {
  if (named === 'utf-16') return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : named;
  if (type === 'xml') return named ?? xmlCharset(bytes);
  if (type !== 'json' || named === undefined || named === 'utf-8') return named;
  return isCharset(named) && (!isUtf8(bytes) || bytes.includes(0)) ? named : undefined;
}

function readText(
  type: BodyType | LazyType,
  text: string,
  lists: readonly ListPath[],
  refusesDuplicates: boolean,
): Json | Promise<Json> {
  switch (type) {
    case 'json':
      return readJson(text, refusesDuplicates);
    case 'xml':
      return readXml(text, lists);
    case 'yaml':
      return readYaml(text);
    case 'form':
      return readForm(text);
    case 'text':
      return text;
    default:
      return type satisfies never;
  }
}

function readJson(text: string, refusesDuplicates: boolean): Json | Promise<Json> {
  const parsed = isLargeText(text) ? parseLargeJson(text) : parseJson(text);
  if (!refusesDuplicates) return parsed;
  if (parsed instanceof Promise) return parsed.then((value) => refuseLargeDuplicates(text).then(() => value));
  refuseDuplicates(text);
  return parsed;
}

function readXml(text: string, lists: readonly ListPath[]): Json | Promise<Json> {
  return isLargeText(text) ? parseLargeXml(text, lists) : parseXml(text, lists);
}

/** Characters of YAML that are read in one go: that takes many times as long as JSON. */
const MOST_YAML = 16_384;

/** Loaded with the first such body. */
async function readYaml(text: string): Promise<Json> {
  if (text.length > MOST_YAML) return (await import('./large-yaml.ts')).parseLargeYaml(text);
  return (await import('./yaml.ts')).parseYaml(text);
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
