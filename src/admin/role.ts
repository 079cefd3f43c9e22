import type { Role } from '../store/accounts.ts';

/** Each may also do what those before it may. */
export const roles = ['viewer', 'operator', 'developer', 'admin'] as const satisfies readonly Role[];

/** Whether `role` may do what `needed` may. */
export function mayDo(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
