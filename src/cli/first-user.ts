import { randomBytes } from 'node:crypto';
import { hashPassword } from '../admin/password.ts';
import type { Operator, Store } from '../store/store.ts';

/** Who made the first user, in the audit log. */
const START: Operator = { id: 0, name: 'start', ip: '' };

/** How to sign in after the start. */
export type SignIn =
  /** The user was there already. */
  | { readonly kind: 'existing' }
  /** With the password of STEPGATE_ADMIN_PASSWORD. */
  | { readonly kind: 'configured' }
  | { readonly kind: 'made'; readonly password: string };

/** Creates the user `admin` where there is no user yet. */
export async function ensureFirstUser(users: Store['users'], configured: string | undefined): Promise<SignIn> {
  if ((await users.count()) > 0) return { kind: 'existing' };
  const password = configured ?? randomBytes(15).toString('base64url');
  const user = { username: 'admin', role: 'admin', passwordHash: await hashPassword(password) } as const;
  // Undefined: another process that starts at the same time was quicker.
  if ((await users.add(user, START)) === undefined) return { kind: 'existing' };
  return configured === undefined ? { kind: 'made', password } : { kind: 'configured' };
}
