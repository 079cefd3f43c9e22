/** How long a script that made trouble is kept apart, each time. */
const SUSPECT_MS = 60_000;
const MAX_KNOWN = 10_000;

/** `new`: has done nothing yet; `waiting`: has waited for something, but never ended by itself. */
export type Standing = 'new' | 'waiting' | 'trusted' | 'suspect';

/**
 * What is known of each version of a script. New ones and suspects run apart from the trusted, where they cannot hurt
 * them; suspects in isolates of their own. A version becomes a suspect that kept a shared isolate busy, passed a
 * deadline at work, or was there when a process died; one that stays quiet is no more than new again.
 */
export class Reputation {
  readonly #trusted = new Set<string>();
  readonly #waited = new Set<string>();
  /** Version to the monotonic time until which it is a suspect. */
  readonly #suspectUntil = new Map<string, number>();

  standing(version: string): Standing {
    const until = this.#suspectUntil.get(version);
    if (until !== undefined) {
      if (until > performance.now()) return 'suspect';
      this.#suspectUntil.delete(version);
    }
    if (this.#trusted.has(version)) return 'trusted';
    return this.#waited.has(version) ? 'waiting' : 'new';
  }

  /** A call of it waits for something: it has come so far without trouble. */
  waits(version: string): void {
    if (this.#trusted.has(version)) return;
    this.#waited.add(version);
    dropOldest(this.#waited);
  }

  /** A call of it has ended by itself. */
  trust(version: string): void {
    this.#waited.delete(version);
    this.#trusted.add(version);
    dropOldest(this.#trusted);
  }

  suspect(version: string): void {
    this.#trusted.delete(version);
    this.#waited.delete(version);
    this.#suspectUntil.delete(version);
    this.#suspectUntil.set(version, performance.now() + SUSPECT_MS);
    dropOldest(this.#suspectUntil);
  }
}

function dropOldest(known: Set<string> | Map<string, number>): void {
  const [oldest] = known.keys();
  if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
}
