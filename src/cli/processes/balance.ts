/** So many connections more than its share a process may have: to move one costs a client a connection. */
const SLACK = 2;
const SLACK_PART = 0.1;

/**
 * How the open connections are spread over the processes that serve. The kernel gives one twice as many as another, and
 * one that was started again has none while clients keep theirs.
 */
export class Balance {
  readonly #counts = new Map<number, number>();

  /** A process serves, as yet without connections. */
  add(id: number): void {
    this.#counts.set(id, 0);
  }

  /** It serves no longer. */
  remove(id: number): void {
    this.#counts.delete(id);
  }

  /** A process has so many connections: how many of them it ends with the next answer on them, so that others get them. */
  surplus(id: number, count: number): number {
    if (!this.#counts.has(id)) return 0;
    this.#counts.set(id, count);
    const all = this.#counts.values().reduce((total, one) => total + one, 0);
    const share = Math.ceil(all / this.#counts.size);
    return count > share + SLACK + share * SLACK_PART ? count - share : 0;
  }
}
