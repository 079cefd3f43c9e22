import type { BodyType, LazyType } from './body-type.ts';

/** RFC 9512, and the names that were used before it. */
const YAML_TYPES: ReadonlySet<string> = new Set(['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml']);

/** `type/subtype` of a `Content-Type`, lower case, without parameters. */
export function mediaType(contentType: string): string {
  const end = contentType.indexOf(';');
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}

/** Whether a body of `contentType` can be read as `type`. */
export function accepts(type: BodyType | LazyType, contentType: string): boolean {
  const media = mediaType(contentType);
  switch (type) {
    case 'json':
      return media === 'application/json' || /^[^/]+\/[^/]+\+json$/.test(media);
    case 'xml':
      return media === 'application/xml' || media === 'text/xml' || /^[^/]+\/[^/]+\+xml$/.test(media);
    case 'yaml':
      return YAML_TYPES.has(media) || /^[^/]+\/[^/]+\+yaml$/.test(media);
    case 'form':
      return media === 'application/x-www-form-urlencoded';
    case 'text':
      return true;
    default:
      return type satisfies never;
  }
}
