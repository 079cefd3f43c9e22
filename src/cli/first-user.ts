import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { hashPassword } from '../admin/password.ts';
import type { Operator, Store } from '../store/store.ts';

/** Who made the first user, in the audit log. */
const START: Operator = { id: 0, name: 'start', ip: '' };

/** How to sign in after the start. */
export type FirstSignIn =
  /** The user was there already. */
  | { readonly kind: 'existing' }
  /** With the password of STEPGATE_ADMIN_PASSWORD. */
  | { readonly kind: 'configured' }
  | { readonly kind: 'made'; readonly password: string; readonly passwordFile: string | undefined };

/**
 * Creates the user `admin` where there is no user yet.
 * @param passwordFile where a password that is made up is kept, readable by its owner only; undefined: nowhere.
 */
export async function ensureFirstUser(
  users: Store['users'],
  configured: string | undefined,
  passwordFile: string | undefined,
): Promise<FirstSignIn> {
  if ((await users.count()) > 0) return { kind: 'existing' };
  if (configured !== undefined) return { kind: (await addAdmin(users, configured)) ? 'configured' : 'existing' };
  const password = randomBytes(15).toString('base64url');
  const added = passwordFile
    ? await keptIn(passwordFile, password, () => addAdmin(users, password))
    : await addAdmin(users, password);
  return added ? { kind: 'made', password, passwordFile } : { kind: 'existing' };
}

/** False: another process that starts at the same time was quicker. */
async function addAdmin(users: Store['users'], password: string): Promise<boolean> {
  const user = { username: 'admin', role: 'admin', passwordHash: await hashPassword(password) } as const;
  return (await users.add(user, START)) !== undefined;
}

/** Writes the password before the user is there, so that it cannot be lost, and names the file only when it counts. */
async function keptIn(file: string, password: string, add: () => Promise<boolean>): Promise<boolean> {
  const draft = `${file}.${process.pid}`;
  await makeFolder(path.dirname(file));
  await rm(draft, { force: true });
  await writeFile(draft, `${password}\n`, { mode: 0o600, flag: 'wx' });
  try {
    const added = await add();
    if (added) await rename(draft, file);
    return added;
  } finally {
    await rm(draft, { force: true });
  }
}
