/** Cookie names and values of `set-cookie` headers (RFC 6265, 5.2), without their attributes; the last of a name wins. */
export function cookiesOf(headers: string | readonly string[] | undefined): Record<string, string> {
  const lines = headers === undefined ? [] : typeof headers === 'string' ? [headers] : headers;
  const pairs = lines.map((line) => (line.split(';', 1)[0] ?? '').split('='));
  return Object.fromEntries(
    pairs
      .filter(([, ...value]) => value.length > 0)
      .map(([name = '', ...value]) => [name.trim(), value.join('=').trim()]),
  );
}
