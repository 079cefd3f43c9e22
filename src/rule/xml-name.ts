/** A name, perhaps with the prefix of a namespace: `soap:Envelope`. */
const NAME = /^[\p{L}_][\p{L}\p{N}._-]*(?::[\p{L}_][\p{L}\p{N}._-]*)?$/u;

/** Why an element cannot be called so; undefined: it can. */
export function xmlNameFault(name: string): string | undefined {
  return NAME.test(name) ? undefined : `${JSON.stringify(name)} is no name for an XML element`;
}
