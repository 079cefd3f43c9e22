import { isXmlName } from '../xml-text.ts';

/** Why an element cannot be called so; undefined: it can. It may have the prefix of a namespace: `soap:Envelope`. */
export function xmlNameError(name: string): string | undefined {
  const parts = name.split(':');
  return parts.length < 3 && parts.every(isXmlName)
    ? undefined
    : `${JSON.stringify(name)} is no name for an XML element`;
}
