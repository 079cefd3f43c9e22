import { StepgateError } from './error.ts';
import { connectionHeaders, isHeaderName, notInHeader } from './http-header.ts';

/** Sent where a call has none of its own. */
const DEFAULTS = ['accept-encoding', 'gzip, deflate, br', 'user-agent', 'stepgate'] as const;

/**
 * Headers that can be sent as they are: name, value, name, value, …; with those that every call has.
 * @throws StepgateError 110007, not retryable, naming the header; never its value, which may be a secret.
 */
export function checkedHeaders(given: readonly string[]): string[] {
  const headers = [...given];
  checkHeaders(headers);
  for (let at = 0; at < DEFAULTS.length; at += 2) {
    if (!hasHeader(headers, DEFAULTS[at] ?? '')) headers.push(...DEFAULTS.slice(at, at + 2));
  }
  return headers;
}

/** @throws StepgateError 110007, as `checkedHeaders`. */
export function checkHeaders(headers: readonly string[]): void {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? '';
    if (!isHeaderName(name)) throw refused(name, 'is no valid header name');
    if (connectionHeaders.has(name.toLowerCase())) throw refused(name, 'is set by the gateway itself; remove it');
    const wrong = notInHeader(headers[at + 1] ?? '');
    if (wrong !== undefined) throw refused(name, `holds ${wrong}, which no header can carry`);
  }
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
