import { StepgateError } from '../error.ts';
import { connectionHeaders, isHeaderName, notInHeader } from '../http-header.ts';

/**
 * Headers as undici takes them: name, value, name, value, …; and their names in lower case.
 * @throws StepgateError 110007, not retryable, naming the header; never its value, which may be a secret.
 */
export function toWireHeaders(given: Readonly<Record<string, string | readonly string[]>>): {
  readonly names: readonly string[];
  readonly headers: string[];
} {
  const names: string[] = [];
  const headers: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const lower = name.toLowerCase();
    if (!isHeaderName(name)) throw refused(name, 'is no valid header name');
    if (connectionHeaders.has(lower)) throw refused(name, 'is set by the gateway itself; remove it');
    names.push(lower);
    for (const item of typeof value === 'string' ? [value] : value) {
      const wrong = notInHeader(item);
      if (wrong !== undefined) throw refused(name, `holds ${wrong}, which no header can carry`);
      headers.push(name, item);
    }
  }
  return { names, headers };
}

function refused(name: string, why: string): StepgateError {
  return new StepgateError('110007', `the call cannot be sent: the header ${JSON.stringify(name)} ${why}`, {
    retryable: false,
  });
}
