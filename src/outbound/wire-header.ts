import { StepgateError } from '../error.ts';

/** A header's name (RFC 9110, 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What a value cannot hold (RFC 9110, 5.5): with a CR or LF in it, a value could add headers or requests. */
const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** Headers of one connection, or of the framing of a message: the client's own. */
const OWN = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Headers as undici takes them: name, value, name, value, …
 * @throws StepgateError 110007, not retryable, naming the header; never its value, which may be a secret.
 */
export function toWireHeaders(headers: Readonly<Record<string, string | readonly string[]>>): string[] {
  const wire: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!TOKEN.test(name)) throw refused(name, 'is no valid header name');
    if (OWN.has(name.toLowerCase())) throw refused(name, 'is set by the gateway itself; remove it');
    for (const item of typeof value === 'string' ? [value] : value) {
      const wrong = NOT_IN_VALUE.exec(item);
      if (wrong) throw refused(name, `holds ${codePoint(item, wrong.index)}, which no header can carry`);
      wire.push(name, item);
    }
  }
  return wire;
}

function refused(name: string, why: string): StepgateError {
  return new StepgateError('110007', `the call cannot be sent: the header ${JSON.stringify(name)} ${why}`, {
    retryable: false,
  });
}

function codePoint(text: string, at: number): string {
  const code = (text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `the character U+${code} at position ${at}`;
}
