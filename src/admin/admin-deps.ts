import type { Logger } from 'pino';
import type { ServerDeps } from '../gateway/server-deps.ts';
import type { SignIn } from './sign-in.ts';

/** What the admin API stands on. */
export interface AdminDeps extends Pick<
  ServerDeps,
  'store' | 'engine' | 'registry' | 'sandbox' | 'clock' | 'testScript' | 'draining'
> {
  readonly signIn: SignIn;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Of the configured endpoints. */
  readonly prefix: string;
}
