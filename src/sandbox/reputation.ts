/** How long a script that made trouble is kept apart at least: the first time, and at most. */
const SUSPECT_MS = 60_000;
const MAX_SUSPECT_MS = 3_600_000;
const MAX_KNOWN = 10_000;

/** `new`: has done nothing yet; `waiting`: has waited for something, but never ended well. */
export type Standing = 'new' | 'waiting' | 'trusted' | 'suspect';

interface Suspicion {
  /** How long it is kept apart at least. */
  readonly ms: number;
  /** On the monotonic clock. */
  readonly until: number;
  /** When it was trusted again. */
  clearedAt: number | undefined;
}

/**
 * What is known of each version of a script. New ones run on trial, suspects apart, where they cannot hurt the trusted;
 * suspects in isolates of their own. A version becomes a suspect that kept a shared isolate busy, passed a deadline at
 * work, or was there when a process died.
 *
 *     new ──► waiting ──► trusted ◄── a call that ends and rests, when the time is over
 *      └─────────┴───────────┤                          │
 *                            └── trouble ──► suspect ───┘
 *
 * Trouble again before it was quiet for as long as it had been kept apart, and that is for twice as long.
 */
export class Reputation {
  readonly #now: () => number;
  readonly #trusted = new Set<string>();
  readonly #waited = new Set<string>();
  readonly #suspicions = new Map<string, Suspicion>();

  /** @param now milliseconds of a monotonic clock. */
  constructor(now = (): number => performance.now()) {
    this.#now = now;
  }

  standing(version: string): Standing {
    if (this.#isSuspect(version)) return 'suspect';
    if (this.#trusted.has(version)) return 'trusted';
    return this.#waited.has(version) ? 'waiting' : 'new';
  }

  /** A call of it waits for something: it has come so far without trouble. */
  waits(version: string): void {
    if (this.#trusted.has(version) || this.#isSuspect(version)) return;
    this.#waited.add(version);
    dropOldest(this.#waited);
  }

  /** A call of it has ended by itself, and does not work on. */
  trust(version: string): void {
    const suspicion = this.#suspicions.get(version);
    const now = this.#now();
    if (suspicion !== undefined && now < suspicion.until) return;
    if (suspicion !== undefined) suspicion.clearedAt ??= now;
    this.#waited.delete(version);
    this.#trusted.add(version);
    dropOldest(this.#trusted);
  }

  suspect(version: string): void {
    this.#trusted.delete(version);
    this.#waited.delete(version);
    const last = this.#suspicions.get(version);
    const now = this.#now();
    const ms = last === undefined ? SUSPECT_MS : nextMs(last, now);
    this.#suspicions.delete(version);
    this.#suspicions.set(version, { ms, until: now + ms, clearedAt: undefined });
    dropOldest(this.#suspicions);
  }

  #isSuspect(version: string): boolean {
    const suspicion = this.#suspicions.get(version);
    return suspicion !== undefined && suspicion.clearedAt === undefined;
  }
}

/** Trouble while it is kept apart is no more: several calls may make the same. */
function nextMs({ ms, clearedAt }: Suspicion, now: number): number {
  if (clearedAt === undefined) return ms;
  return now < clearedAt + ms ? Math.min(MAX_SUSPECT_MS, ms * 2) : SUSPECT_MS;
}

function dropOldest(known: Set<string> | Map<string, unknown>): void {
  const [oldest] = known.keys();
  if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
}
