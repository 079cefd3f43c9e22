import type { Clock } from '../clock.ts';
import { StepgateError } from '../error.ts';
import type { Store } from '../store/store.ts';
import type { Turns } from '../turns.ts';
import type { User } from '../store/accounts.ts';
import { verifyPassword } from './password.ts';

/**
 * The user behind a name and a password. A name that does not exist, one that is disabled and a wrong password take the
 * same time and get the same answer.
 * @throws StepgateError 000429 while the name or the address has to wait, 000401.
 */
export type SignIn = (username: string, password: string, ip: string) => Promise<User>;

interface SignInDeps {
  readonly store: Pick<Store, 'users' | 'attempts'>;
  readonly clock: Clock;
  readonly signInTurns: Turns;
}

/**
 * Signs in one at a time per name and per address: passwords tried side by side, from however many addresses, are counted
 * like those tried in a row.
 */
export function createSignIn(deps: SignInDeps): SignIn {
  return async (username, password, ip) => {
    const keys = [`name:${username}`, `ip:${ip}`];
    const endTurn = await deps.signInTurns.take(keys);
    try {
      return await trySignIn(deps, username, password, keys);
    } finally {
      endTurn();
    }
  };
}

async function trySignIn(
  { store: { users, attempts }, clock }: SignInDeps,
  username: string,
  password: string,
  keys: readonly string[],
): Promise<User> {
  const waitMs = (await attempts.blockedUntil(keys)) - clock.now();
  if (waitMs > 0) {
    const options = { retryAfterMs: waitMs };
    throw new StepgateError('000429', 'too many wrong passwords; try again after `Retry-After` seconds', options);
  }
  const user = await users.get({ username });
  const right = await verifyPassword(password, user?.passwordHash);
  if (user && right && !user.disabled) {
    await attempts.clear(keys);
    return user;
  }
  await attempts.fail(keys);
  throw new StepgateError('000401', 'the user name or the password is wrong');
}
