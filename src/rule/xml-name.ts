import { isXmlName } from '../xml-text.ts';

/** Why an element cannot be called so; undefined: it can. It may have the prefix of a namespace: `soap:Envelope`. */
export function xmlNameFault(name: string): string | undefined {
  return isXmlName(name) && name.split(':').every((part) => isXmlName(part)) && name.split(':').length < 3
    ? undefined
    : `${JSON.stringify(name)} is no name for an XML element`;
}
