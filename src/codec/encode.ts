import type { Json } from '../json.ts';
import type { BodyType, LazyType } from './body-type.ts';
import { encodeForm, encodeLargeForm } from './form.ts';
import { writeLargeXml, writeXml } from './xml-write.ts';
import { isLarge } from '../large/size.ts';
import { stringify, stringifyLarge } from '../large/stringify.ts';

export { encodeQuery } from './form.ts';

/** A body as text, and the content type that says so. */
export interface EncodedBody {
  readonly body: string;
  readonly contentType: string;
}

/**
 * Writes a body, UTF-8. Text: a string as it is, null as nothing, anything else as JSON text.
 * @throws CodecError for what a form or XML cannot say.
 */
export function encodeBody(type: BodyType, value: Json, { xmlName }: { readonly xmlName: string }): EncodedBody {
  const contentType = CONTENT_TYPES[type];
  switch (type) {
    case 'json':
      return { body: stringify(value), contentType };
    case 'xml':
      return { body: writeXml(xmlName, value), contentType };
    case 'form':
      return { body: encodeForm(value), contentType };
    case 'text':
      return { body: plainText(value) ?? stringify(value), contentType };
    default:
      return type satisfies never;
  }
}

/** The same of a large value, in slices, and of types that are loaded when they are needed. */
export async function encodeLargeBody(
  type: BodyType | LazyType,
  value: Json,
  { xmlName }: { readonly xmlName: string },
): Promise<EncodedBody> {
  const contentType = CONTENT_TYPES[type];
  switch (type) {
    case 'json':
      return { body: await stringifyLarge(value), contentType };
    case 'xml':
      return { body: await writeLargeXml(xmlName, value), contentType };
    case 'form':
      return { body: await encodeLargeForm(value), contentType };
    case 'yaml':
      return { body: await yamlOf(value), contentType };
    case 'text':
      return { body: plainText(value) ?? (await stringifyLarge(value)), contentType };
    default:
      return type satisfies never;
  }
}

async function yamlOf(value: Json): Promise<string> {
  if (isLarge(value)) return (await import('./large-yaml.ts')).writeLargeYaml(value);
  return (await import('./yaml.ts')).writeYaml(value);
}

/** What says how a body is written. */
export const CONTENT_TYPES: Readonly<Record<BodyType | LazyType, string>> = {
  json: 'application/json',
  xml: 'application/xml',
  form: 'application/x-www-form-urlencoded',
  text: 'text/plain; charset=utf-8',
  yaml: 'application/yaml',
};

function plainText(value: Json): string | undefined {
  if (value === null) return '';
  return typeof value === 'string' ? value : undefined;
}
