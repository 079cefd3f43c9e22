const NAME = /^[\p{L}_][\p{L}\p{N}._-]*$/u;

/** Why an element cannot be called so; undefined: it can. Namespace prefixes are left out. */
export function xmlNameFault(name: string): string | undefined {
  return NAME.test(name) ? undefined : `${JSON.stringify(name)} is no name for an XML element`;
}
