import { hashPassword } from '../admin/password.ts';
import type { Config } from '../config.ts';
import type { Store } from '../store/store.ts';
import type { Role, User } from '../store/accounts.ts';
import { CliError, EXIT } from './cli-error.ts';
import { printResult, printRows } from './output.ts';
import type { Format } from './output.ts';
import { readNewPassword } from './read-password.ts';
import { CLI, withStore } from './with-store.ts';
import { allEntries } from '../store/result-page.ts';

/** As over the admin API. */
const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/;

/** `stepgate user list` */
export function listUsers(config: Config, format: Format): Promise<void> {
  return withStore(config, async ({ users }) => {
    const all = await allEntries((place) => users.page(place));
    printRows(all.map(rowOf), format);
  });
}

function rowOf({ id, username, role, disabled, createdAt }: User) {
  return { id, username, role, disabled, created_at: new Date(createdAt).toISOString() };
}

/** `stepgate user add` */
export async function addUser(
  config: Config,
  username: string,
  { role, format }: { readonly role: Role; readonly format: Format },
): Promise<void> {
  if (!USERNAME.test(username)) {
    throw new CliError(`${username} is no user name: letters, digits, . _ @ -, a letter or digit first`, EXIT.usage);
  }
  const passwordHash = await hashPassword(await readNewPassword());
  const user = await withStore(config, async ({ users }) => {
    const added = await users.add({ username, role, passwordHash }, CLI);
    if (added === undefined) throw new CliError(`the user name ${username} is taken`);
    return added;
  });
  printResult(format, rowOf(user), `${username} was added as ${role}`);
}

/** `stepgate user password`: ends the user's sessions. */
export async function changePassword(config: Config, username: string, format: Format): Promise<void> {
  const passwordHash = await hashPassword(await readNewPassword());
  const user = await withStore(config, ({ users }) => changeUser(users, username, { passwordHash }));
  printResult(format, rowOf(user), `${username} has a new password; sessions of before have ended`);
}

/** `stepgate user disable` and `enable` */
export async function setDisabled(config: Config, username: string, disabled: boolean, format: Format): Promise<void> {
  const user = await withStore(config, ({ users }) => changeUser(users, username, { disabled }));
  printResult(format, rowOf(user), `${username} is ${disabled ? 'disabled' : 'enabled'}`);
}

async function changeUser(
  users: Store['users'],
  username: string,
  patch: Parameters<Store['users']['change']>[1],
): Promise<User> {
  const user = await users.get({ username });
  const changed = user && (await users.change(user.id, patch, CLI));
  if (changed === undefined || changed === 'missing') {
    throw new CliError(`there is no user ${username}; stepgate user list shows them all`);
  }
  if (changed === 'last-admin') throw new CliError(`${username} is the last admin; make another user an admin first`);
  return changed;
}
