import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nodeCommand, startChild } from './child.ts';
import type { Child } from './child.ts';
import type { RuleFile } from './documents.ts';

const ADMIN_PASSWORD = 'a password of the benchmark';

export interface GatewayOptions {
  /** Where data, rules and scripts lie; made where it is missing. */
  readonly folder: string;
  readonly upstream: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of Node.js. */
  readonly nodeArgs?: readonly string[];
}

/** Writes the files that a gateway in `folder` starts with. */
export function writeFiles(
  folder: string,
  rules: readonly RuleFile[],
  scripts: Readonly<Record<string, string>> = {},
): void {
  for (const name of ['rules', 'scripts']) mkdirSync(path.join(folder, name), { recursive: true });
  for (const [index, rule] of rules.entries())
    writeFileSync(path.join(folder, 'rules', `${index}.json`), JSON.stringify(rule));
  for (const [name, source] of Object.entries(scripts))
    writeFileSync(path.join(folder, 'scripts', `${name}.js`), source);
}

/** Starts a gateway as a user does: what is not of the benchmark's own is as it is by default. @throws DidNotStart */
export function startGateway({ folder, upstream, env, nodeArgs }: GatewayOptions): Promise<Child> {
  return startChild(nodeCommand('bin/stepgate.cjs', ['start'], nodeArgs), /listens on (\S+)/, {
    cwd: folder,
    env: {
      PORT: '0',
      STEPGATE_ADMIN_PASSWORD: ADMIN_PASSWORD,
      STEPGATE_METRICS_OPEN: 'true',
      STEPGATE_VAR_UPSTREAM: upstream,
      ...env,
    },
  });
}

/** Calls the admin API of a gateway as its admin; resolves with what it took, in milliseconds. */
export type CallApi = (method: string, path: string, body?: object) => Promise<number>;

/** Signs in once. @throws when an answer is none of 2xx. */
export async function signIn(url: string): Promise<CallApi> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const send = async (method: string, called: string, body?: object): Promise<string> => {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}/api/v1/${called}`, { method, headers, ...json });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${called} was answered ${answer.status}: ${text}`);
    return text;
  };
  const answer = await send('POST', 'login', { username: 'admin', password: ADMIN_PASSWORD });
  const { data } = JSON.parse(answer) as { readonly data: { readonly token: string } };
  headers.authorization = `Bearer ${data.token}`;
  return async (method, called, body) => {
    const began = performance.now();
    await send(method, called, body);
    return performance.now() - began;
  };
}
