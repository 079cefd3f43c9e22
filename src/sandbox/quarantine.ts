import type { Clock } from '../clock.ts';

/** How long a version stays in quarantine after its last trouble: the first time, and at most. */
const FIRST_MS = 60_000;
const LONGEST_MS = 3_600_000;
const MAX_PROVEN = 10_000;

interface Stay {
  readonly ms: number;
  /** On the monotonic clock. */
  readonly until: number;
}

/**
 * Versions of scripts that run in processes of their own group, where they cannot hurt others: an isolate of theirs had
 * to be disposed of, or they are to blame for the end of their process. Trouble again, soon after a version has come back,
 * and its next stay is twice as long.
 */
export class Quarantine {
  readonly #clock: Clock;
  readonly #stays = new Map<string, Stay>();
  /** A call of theirs has ended by itself since they last made trouble. */
  readonly #proven = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(version: string): boolean {
    const stay = this.#stays.get(version);
    return stay !== undefined && this.#clock.elapsed() < stay.until;
  }

  /** Whether a call of this version has ended by itself, and it has made no trouble since. */
  isProven(version: string): boolean {
    return this.#proven.has(version);
  }

  /** A call of this version has ended by itself. */
  prove(version: string): void {
    if (this.#proven.has(version)) return;
    this.#proven.add(version);
    const [oldest] = this.#proven;
    if (this.#proven.size > MAX_PROVEN && oldest !== undefined) this.#proven.delete(oldest);
  }

  /** One of these has ended the process in which all were at work: one that is not proven, if there is one. */
  addGuilty(versions: readonly string[]): void {
    const unproven = versions.filter((version) => !this.#proven.has(version));
    for (const version of unproven.length > 0 ? unproven : versions) this.add(version);
  }

  /** A version has made trouble. */
  add(version: string): void {
    this.#proven.delete(version);
    const now = this.#clock.elapsed();
    const last = this.#stays.get(version);
    const isQuiet = last === undefined || now >= last.until + last.ms;
    const ms = isQuiet ? FIRST_MS : now < last.until ? last.ms : Math.min(LONGEST_MS, last.ms * 2);
    for (const [known, stay] of this.#stays) if (now >= stay.until + stay.ms) this.#stays.delete(known);
    this.#stays.set(version, { ms, until: now + ms });
  }
}
