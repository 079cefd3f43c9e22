import type { DesignerDocument } from './document.ts';
import { type ExampleRequest, exampleRequest, textOf } from './example-request.ts';
import { asObject } from './json-value.ts';
import { isList, type Json, type JsonObject } from './rule-language.ts';

/** Where endpoints are served. */
export interface CurlTarget {
  /** `https://gateway.example.com`, without a slash at its end. */
  readonly baseUrl: string;
  /** `/ps` */
  readonly prefix: string;
}

/** curl itself says which one a multipart body has: only it knows the boundary. */
const CONTENT_TYPES = {
  json: 'application/json',
  xml: 'application/xml',
  yaml: 'application/yaml',
  form: 'application/x-www-form-urlencoded',
  multipart: undefined,
  text: 'text/plain',
  raw: 'application/octet-stream',
} as const;

/** The `curl` line that calls the endpoint of a document, with example values. */
export function curlOf(document: DesignerDocument, target: CurlTarget): string {
  return curlOfRequest(exampleRequest(document), target);
}

/** The `curl` line that sends a request. */
export function curlOfRequest(request: ExampleRequest, { baseUrl, prefix }: CurlTarget): string {
  const { method, path, query, header, bodyType, body } = request;
  const hasBody = body !== undefined;
  const byItself = hasBody ? 'POST' : 'GET';
  const headers = Object.entries(header).flatMap(([name, value]) =>
    valuesOf(value).map((one) => headerLine(name, one)),
  );
  const contentType = hasBody ? (request.contentType ?? CONTENT_TYPES[bodyType]) : undefined;
  if (contentType !== undefined) headers.push(headerLine('Content-Type', contentType));
  return [
    'curl',
    ...(method === byItself ? [] : ['-X', shellQuoted(method)]),
    shellQuoted(`${baseUrl}${prefix}/${path}${queryOf(query)}`),
    ...headers.flatMap((line) => ['-H', shellQuoted(line)]),
    ...(hasBody ? bodyWords(body, bodyType) : []),
  ].join(' ');
}

/** curl takes `Name:` as "without this header"; `Name;` sends an empty one. */
function headerLine(name: string, value: string): string {
  return value === '' ? `${name};` : `${name}: ${value}`;
}

function queryOf(query: JsonObject): string {
  const text = urlEncoded(query);
  return text === '' ? '' : `?${text}`;
}

/** A list repeats the key. */
function urlEncoded(fields: JsonObject): string {
  const encoded = (text: string) => encodeURIComponent(text.toWellFormed());
  return Object.entries(fields)
    .flatMap(([name, value]) => valuesOf(value).map((one) => `${encoded(name)}=${encoded(one)}`))
    .join('&');
}

function valuesOf(value: Json): string[] {
  return isList(value) ? value.map(textOf) : [textOf(value)];
}

/** The words that send the body. */
function bodyWords(body: Json, type: ExampleRequest['bodyType']): string[] {
  if (type === 'multipart') return partWords(asObject(body) ?? {});
  // Bytes are in no line.
  if (type === 'raw') return ['--data-binary', '@file'];
  // --data would read a file whose name follows an @.
  return ['--data-raw', shellQuoted(bodyText(body, type))];
}

/** Files are read where curl runs; other fields are taken as they stand. */
function partWords(fields: JsonObject): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    (isList(value) ? value : [value]).flatMap((one) => {
      const file = asObject(one);
      if (file?.base64 === undefined) return ['--form-string', shellQuoted(`${name}=${textOf(one)}`)];
      return ['-F', shellQuoted(`${name}=@${textOf(file.filename)};type=${textOf(file.contentType)}`)];
    }),
  );
}

function bodyText(body: Json, type: Exclude<ExampleRequest['bodyType'], 'multipart' | 'raw'>): string {
  switch (type) {
    case 'json':
    // YAML holds JSON.
    case 'yaml':
      return JSON.stringify(body);
    case 'form':
      return urlEncoded(asObject(body) ?? {});
    case 'xml':
      return xmlOf('xml', body);
    case 'text':
      return textOf(body);
  }
}

/** A list repeats its element; `@name` is an attribute, `#text` the text beside attributes. */
function xmlOf(name: string, value: Json): string {
  if (isList(value)) return value.map((item) => xmlOf(name, item)).join('');
  const object = asObject(value);
  if (object === undefined) return `<${name}>${xmlText(textOf(value))}</${name}>`;
  const members = Object.entries(object);
  const attributes = members
    .filter(([key]) => key.startsWith('@'))
    .map(([key, one]) => ` ${key.slice(1)}="${xmlText(textOf(one))}"`);
  const inner = members
    .filter(([key]) => !key.startsWith('@'))
    .map(([key, one]) => (key === '#text' ? xmlText(textOf(one)) : xmlOf(key, one)));
  return `<${name}${attributes.join('')}>${inner.join('')}</${name}>`;
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A word of a POSIX shell, taken as it stands. */
export function shellQuoted(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
