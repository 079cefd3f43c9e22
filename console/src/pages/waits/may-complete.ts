import type { Role } from '../../api/session.ts';
import type { Wait } from './use-waits.ts';

/** Whether a wait is there to be completed by whoever may do this; one for a time goes on by itself. */
export function mayComplete({ status, for: kind, roles }: Wait, may: (role: Role) => boolean): boolean {
  if (status !== 'waiting' || kind === 'time') return false;
  return kind === 'callback' ? may('operator') : may('admin') || roles.some((role) => may(role));
}
