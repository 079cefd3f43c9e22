import type { Operator } from '../engine/port.ts';
import type { Page, PagePosition } from './result-page.ts';

export type Role = 'viewer' | 'operator' | 'developer' | 'admin';

export interface User {
  readonly id: number;
  readonly username: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** argon2id, encoded. */
  readonly passwordHash: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A bearer token: a session (ends with its user's change) or an API token (has a name and a role of its own). */
export interface TokenRow {
  readonly id: number;
  readonly kind: 'session' | 'api';
  readonly userId: number;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: number | null;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

export interface UserStore {
  count(): Promise<number>;
  page(place: PagePosition): Promise<Page<User>>;
  get(ref: { readonly id: number } | { readonly username: string }): Promise<User | undefined>;
  /** Undefined: the name is taken. */
  add(user: Pick<User, 'username' | 'role' | 'passwordHash'>, operator: Operator): Promise<User | undefined>;
  /** Ends the user's sessions too. 'last-admin': refused. */
  change(
    id: number,
    patch: Partial<Pick<User, 'role' | 'passwordHash' | 'disabled'>>,
    operator: Operator,
  ): Promise<User | 'missing' | 'last-admin'>;
  remove(id: number, operator: Operator): Promise<'removed' | 'missing' | 'last-admin'>;
}

export interface TokenStore {
  /** `hash`: SHA-256 of the token, hex. The token itself is never stored. */
  add(
    token: Pick<TokenRow, 'kind' | 'userId' | 'name' | 'role' | 'expiresAt'> & { readonly hash: string },
    operator: Operator,
  ): Promise<TokenRow>;
  /** Unexpired, its user there and not disabled; a session has its user's role as of now. */
  find(hash: string): Promise<TokenRow | undefined>;
  /** API tokens only. */
  page(place: PagePosition): Promise<Page<TokenRow>>;
  remove(id: number, operator: Operator): Promise<boolean>;
  /** Logout. */
  removeByHash(hash: string): Promise<void>;
  /** Deletes sessions that have expired, at most `limit`; gives the number deleted. */
  prune(limit: number): Promise<number>;
}

/** Wrong sign-ins per key (`name:…`, `ip:…`), shared by all instances. */
export interface AttemptStore {
  /** Epoch milliseconds until which the key is blocked; 0: not. */
  blockedUntil(keys: readonly string[]): Promise<number>;
  fail(keys: readonly string[]): Promise<void>;
  clear(keys: readonly string[]): Promise<void>;
  /** Deletes what no longer counts, at most `limit`; gives the number deleted. */
  prune(limit: number): Promise<number>;
}
