import { useSession } from './session.ts';
import type { Role, User } from './session.ts';

/** Each may also do what those before it may. */
const roles: readonly Role[] = ['viewer', 'operator', 'developer', 'admin'];

/** Whether `role` may do what `needed` may. */
export function mayDo(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** Who is signed in, and what that role may do: `may('operator')`. */
export function useMe(): { readonly user: User | undefined; readonly may: (needed: Role) => boolean } {
  const user = useSession()?.user;
  return { user, may: (needed) => user !== undefined && mayDo(user.role, needed) };
}
