import type { TextKey } from '../../i18n/en.ts';

export const roles = ['viewer', 'operator', 'developer', 'admin'] as const;
export type RoleName = (typeof roles)[number];

/** A user as it is typed. */
export interface UserDraft {
  readonly username: string;
  readonly password: string;
  readonly role: RoleName;
}

export type UserErrors = Readonly<Partial<Record<keyof UserDraft, TextKey>>>;

/** The API's own limits, so that they are told before anything is sent. */
const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/;
const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 1024;

/** What keeps a new user from being added; nothing: `{}`. */
export function checkUser({ username, password }: UserDraft): UserErrors {
  return {
    ...(!USERNAME.test(username) && { username: username === '' ? 'users.required' : 'users.nameWrong' }),
    ...checkPassword(password),
  };
}

/** What is wrong with a password that is set. */
export function checkPassword(password: string): { readonly password?: TextKey } {
  // The characters that a reader sees, as the API counts them.
  const { length } = [...new Intl.Segmenter().segment(password)];
  if (length < SHORTEST_PASSWORD) return { password: 'users.passwordShort' };
  return length > LONGEST_PASSWORD ? { password: 'users.passwordLong' } : {};
}
