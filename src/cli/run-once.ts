import { request } from 'undici';
import type { Config } from '../config.ts';
import { CliError, EXIT } from './cli-error.ts';
import type { Format } from './output.ts';
import { printAnswer } from './print-answer.ts';
import { inPrivateApp } from './private-app.ts';
import { readInput } from './read-input.ts';

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export interface RunOnceOptions {
  /** A file; `-` is stdin. */
  readonly body?: string;
  /** `name: value` each. */
  readonly header: readonly string[];
  readonly format: Format;
}

/**
 * `stepgate run`: one request to one rule, with everything as the gateway does it; nothing has to be running. The answer's
 * body goes to stdout, what ran to stderr.
 * @param name with a query string, if there is one.
 * @returns the exit code: 0 when the run succeeded.
 */
export async function runOnce(config: Config, method: string, name: string, options: RunOnceOptions): Promise<number> {
  if (!METHODS.includes(method.toUpperCase())) {
    throw new CliError(`${method} is no method of a rule; expected one of ${METHODS.join(', ')}`, EXIT.usage);
  }
  const body = options.body === undefined ? undefined : await readInput(options.body);
  const headers = readHeaders(options.header);
  if (body !== undefined) headers['content-type'] ??= 'application/json';
  return inPrivateApp(config, async ({ url, logOf, idle }) => {
    const answer = await request(`${url}${config.prefix}/${name.replace(/^\//, '')}`, {
      method: method.toUpperCase() as 'GET',
      headers,
      ...(body !== undefined && { body }),
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const text = await answer.body.text();
    await idle();
    const log = logOf(String(answer.headers.trx));
    printAnswer({ status: answer.statusCode, headers: answer.headers, body: text }, log, options.format);
    const succeeded = log === undefined ? answer.statusCode < 400 : log.status === 'success';
    return succeeded ? 0 : EXIT.failed;
  });
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) {
        throw new CliError(`--header "${line}" is no header; expected "name: value"`, EXIT.usage);
      }
      return [name.toLowerCase(), value];
    }),
  );
}
