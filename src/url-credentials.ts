/** What of a URL names its user and password, and how one is shown without. */

/** What a password cannot hold as it is: the URL would be read in another way. */
export const ENCODE_PASSWORD = 'in user and password write @ as %40, / as %2F, : as %3A, ? as %3F, # as %23, % as %25';

/**
 * Why the user or the password in a URL is not read as it was meant; undefined: it is. What ends a host (`/ ? #`) makes
 * the rest of a password the path, and the beginning of it the host. The text says nothing of the URL.
 */
export function misreadCredentials(text: string): string | undefined {
  const [, authority = '', rest = ''] = /^[^/?#]*\/\/([^/?#]*)(.*)$/s.exec(text) ?? [];
  if (rest.includes('@') || authority.includes('\\')) return 'its password, or its user, ends the host';
  const at = authority.lastIndexOf('@');
  return at >= 0 && !isEncoded(authority.slice(0, at)) ? 'a % in its password, or its user, is no escape' : undefined;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** A text that was to be a URL, so that it shows nothing that may be part of a password. */
export function shownUrl(text: string): string {
  if (!text.includes('@') && /^[\w./\\-]*(?::\d+)?$/.test(text)) return `"${text}"`;
  const scheme = /^[a-z][a-z0-9+.-]*(?=:\/\/)/i.exec(text)?.[0];
  return scheme === undefined ? `a text of ${text.length} characters` : `"${scheme}://…"`;
}

/** A URL of a call without its user and password: they are no part of where it goes. */
export function withoutCredentials(url: string): string {
  if (!url.includes('@')) return url;
  const plain = url.replace(/^(\s*\w+:[\\/]*)[^\\/?#]*@/, '$1');
  // What no parser reads may begin with a password that holds what ends a host.
  return plain.includes('@') && !URL.canParse(plain) ? plain.replace(/^(\s*\w+:[\\/]*)?.*@/s, '$1') : plain;
}
