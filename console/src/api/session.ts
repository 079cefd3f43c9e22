import { useSyncExternalStore } from 'react';
import type { DataOf } from './api-types.ts';

export type User = DataOf<'post', '/login'>['user'];
export type Role = User['role'];

/**
 * Who is signed in.
 *
 *   none ──signIn──► active ──expire──► expired ──signIn──► active
 *     ▲─────────────signOut────┴──────────────┘
 */
export interface Session {
  readonly token: string;
  readonly user: User;
  /** The gateway takes the token no more: the password is asked for over the page. */
  readonly isExpired: boolean;
}

const KEY = 'stepgate.session';

let session = readSession();
const listeners = new Set<() => void>();
/** Calls that were refused while the session was expired. */
let waiting: PromiseWithResolvers<boolean> | undefined;

/** The session; null when nobody is signed in. */
export function currentSession(): Session | null {
  return session;
}

/** The session as it is now, and as it changes. */
export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, currentSession);
}

/** Begins a session, or goes on with one that has expired. */
export function startSession(token: string, user: User): void {
  change({ token, user, isExpired: false });
  waiting?.resolve(true);
  waiting = undefined;
}

/** Forgets the session, in all tabs. */
export function endSession(): void {
  change(null);
  waiting?.resolve(false);
  waiting = undefined;
}

/**
 * Tells that the gateway refused `token`; resolves when somebody has signed in again (true) or has given up.
 */
export function sessionExpired(token: string): Promise<boolean> {
  if (session === null) return Promise.resolve(false);
  // Another call, or another tab, was first.
  if (session.token !== token) return Promise.resolve(true);
  const shared = readStored(localStorage);
  if (shared !== null && shared.token !== token && shared.user.id === session.user.id) {
    startSession(shared.token, shared.user);
    return Promise.resolve(true);
  }
  waiting ??= Promise.withResolvers();
  if (!session.isExpired) change({ ...session, isExpired: true });
  return waiting.promise;
}

function change(next: Session | null): void {
  session = next;
  for (const storage of [sessionStorage, localStorage]) {
    if (next === null) storage.removeItem(KEY);
    else if (!next.isExpired) storage.setItem(KEY, JSON.stringify({ token: next.token, user: next.user }));
  }
  for (const listener of listeners) listener();
}

/** Of this tab; a tab that is new takes over that of the others. */
function readSession(): Session | null {
  return readStored(sessionStorage) ?? readStored(localStorage);
}

function readStored(storage: Storage): Session | null {
  try {
    const stored = JSON.parse(storage.getItem(KEY) ?? 'null') as Omit<Session, 'isExpired'> | null;
    return stored && { ...stored, isExpired: false };
  } catch {
    return null;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
