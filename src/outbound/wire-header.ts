import { StepgateError } from '../error.ts';
import { connectionHeaders, isHeaderName, notInHeader } from '../http-header.ts';

/**
 * Headers as undici takes them: name, value, name, value, …
 * @throws StepgateError 110007, not retryable, naming the header; never its value, which may be a secret.
 */
export function toWireHeaders(headers: Readonly<Record<string, string | readonly string[]>>): string[] {
  const wire: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeaderName(name)) throw refused(name, 'is no valid header name');
    if (connectionHeaders.has(name.toLowerCase())) throw refused(name, 'is set by the gateway itself; remove it');
    for (const item of typeof value === 'string' ? [value] : value) {
      const wrong = notInHeader(item);
      if (wrong !== undefined) throw refused(name, `holds ${wrong}, which no header can carry`);
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
