import { StepgateError } from './error.ts';
import { connectionHeaders, isHeaderName, notInHeader } from './http-header.ts';

/** Sent where a call has none of its own. */
const DEFAULTS = ['accept-encoding', 'gzip, deflate, br', 'user-agent', 'stepgate'] as const;

/**
 * Headers that can be sent as they are: name, value, name, value, …; with those that every call has.
 * @param checked what this has given before, and need not be looked at again.
 * @throws StepgateError 110007, not retryable, naming the header; never its value, which may be a secret.
 */
export function checkedHeaders(given: readonly string[], checked?: readonly string[]): string[] {
  const headers = checked ? [...checked] : [];
  for (let at = 0; at < given.length; at += 2) {
    const [name, value] = [given[at] ?? '', given[at + 1] ?? ''];
    if (!isHeaderName(name)) throw refused(name, 'is no valid header name');
    if (connectionHeaders.has(name.toLowerCase())) throw refused(name, 'is set by the gateway itself; remove it');
    const wrong = notInHeader(value);
    if (wrong !== undefined) throw refused(name, `holds ${wrong}, which no header can carry`);
    headers.push(name, value);
  }
  if (checked) return headers;
  for (let at = 0; at < DEFAULTS.length; at += 2) {
    if (!hasHeader(headers, DEFAULTS[at] ?? '')) headers.push(...DEFAULTS.slice(at, at + 2));
  }
  return headers;
}

/** Whether there is a header of that name, which is in lower case. */
export function hasHeader(headers: readonly string[], lower: string): boolean {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at];
    if (name?.length === lower.length && name.toLowerCase() === lower) return true;
  }
  return false;
}

function refused(name: string, why: string): StepgateError {
  return new StepgateError('110007', `the call cannot be sent: the header ${JSON.stringify(name)} ${why}`, {
    retryable: false,
  });
}
