import { newToken } from '../admin/token-secret.ts';
import type { Config } from '../config.ts';
import type { Store } from '../store/store.ts';
import type { Role } from '../store/accounts.ts';
import { CliError, EXIT } from './cli-error.ts';
import { printResult, printRows } from './output.ts';
import type { Format } from './output.ts';
import { CLI, withStore } from './with-store.ts';
import { allEntries } from '../store/result-page.ts';

export interface NewTokenOptions {
  readonly role: Role;
  /** ISO 8601. */
  readonly expires: string | undefined;
  readonly format: Format;
  /** Whose token it is: it ends with that user. */
  readonly user: string;
}

/** `stepgate token list` */
export function listTokens(config: Config, format: Format): Promise<void> {
  return withStore(config, async ({ tokens }) => {
    const all = await allEntries((place) => tokens.page(place));
    const rows = all.map(({ id, name, role, username, expiresAt, createdAt, lastUsedAt }) => ({
      ...{ id, name, role, user: username },
      ...{ expires_at: time(expiresAt), created_at: time(createdAt), last_used_at: time(lastUsedAt) },
    }));
    printRows(rows, format);
  });
}

/** `stepgate token add`: prints the token, this once. */
export async function addToken(config: Config, name: string, options: NewTokenOptions): Promise<void> {
  const expiresAt = options.expires === undefined ? null : instant(options.expires);
  const { token, hash } = newToken('api');
  const { id, role } = await withStore(config, async ({ tokens, users }) => {
    const userId = await idOf(users, options.user);
    return tokens.add({ kind: 'api', userId, name, role: options.role, expiresAt, hash }, CLI);
  });
  const shown = { id, name, role, user: options.user, expires_at: time(expiresAt), token };
  printResult(options.format, shown, token);
}

/** `stepgate token remove` */
export async function removeToken(config: Config, id: number, format: Format): Promise<void> {
  const removed = await withStore(config, ({ tokens }) => tokens.remove(id, CLI));
  if (!removed) throw new CliError(`there is no token ${id}; stepgate token list shows them all`);
  printResult(format, { id }, `token ${id} was removed`);
}

function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

async function idOf(users: Store['users'], username: string): Promise<number> {
  const user = await users.get({ username });
  if (user !== undefined) return user.id;
  throw new CliError(`there is no user ${username}; name one with --user, or start the gateway once: it makes admin`);
}

function instant(text: string): number {
  const ms = Date.parse(text);
  if (ms > Date.now()) return ms;
  throw new CliError(
    `--expires ${text} is no time in the future; expected for instance 2030-12-31T23:59:59Z`,
    EXIT.usage,
  );
}
