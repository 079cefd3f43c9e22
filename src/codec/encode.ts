import type { Json } from '../json.ts';
import type { BodyType } from './body-type.ts';
import { encodeForm } from './form.ts';
import { writeXml } from './xml-write.ts';
import { stringify } from '../large/stringify.ts';

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
export function encodeBody(type: BodyType, value: Json, options: { readonly xmlName: string }): EncodedBody {
  switch (type) {
    case 'json':
      return { body: stringify(value), contentType: 'application/json' };
    case 'xml':
      return { body: writeXml(options.xmlName, value), contentType: 'application/xml' };
    case 'form':
      return { body: encodeForm(value), contentType: 'application/x-www-form-urlencoded' };
    case 'text':
      return { body: toText(value), contentType: 'text/plain; charset=utf-8' };
    default:
      return type satisfies never;
  }
}

function toText(value: Json): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : stringify(value);
}
