/** How long a script that made trouble is kept apart for the first time, and at most. */
const SUSPECT_MS = 60_000;
const MAX_SUSPECT_MS = 3_600_000;
const MAX_KNOWN = 10_000;

/** `new`: has done nothing yet; `waiting`: has waited for something, but never ended well. */
export type Standing = 'new' | 'waiting' | 'trusted' | 'suspect';

interface Suspicion {
  /** On the monotonic clock. */
  readonly until: number;
  /** How long it was kept apart for it. */
  readonly ms: number;
}

/**
 * What is known of each version of a script. New ones and suspects run apart from the trusted, where they cannot hurt
 * them; suspects in isolates of their own. A version becomes a suspect that kept a shared isolate busy, passed a
 * deadline at work, or was there when a process died; one that stays quiet is no more than new again.
 *
 *     new ──► waiting ──► trusted
 *      ▲  └───────────────► │
 *      │                    ▼ trouble, from any of them
 *      └─────────────── suspect, for twice as long when the last time is not yet as long ago as it took
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
    if (this.#isSuspect(version)) return;
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
    this.#suspicions.set(version, { until: now + ms, ms });
    dropOldest(this.#suspicions);
  }

  #isSuspect(version: string): boolean {
    const suspicion = this.#suspicions.get(version);
    return suspicion !== undefined && suspicion.until > this.#now();
  }
}

/** Trouble while it is kept apart is the same trouble: several calls may make it. */
function nextMs({ until, ms }: Suspicion, now: number): number {
  if (now < until) return ms;
  return now < until + ms ? Math.min(MAX_SUSPECT_MS, ms * 2) : SUSPECT_MS;
}

function dropOldest(known: Set<string> | Map<string, unknown>): void {
  const [oldest] = known.keys();
  if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
}
