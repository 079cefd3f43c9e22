/** Bounds what an evaluation does: closures count what grows with the values, some 20 ns a step. */
export class Work {
  readonly #most: number;
  readonly #what: string;
  #left: number;

  /** @param what is bounded, for the message: "it takes over … steps". */
  constructor(most: number, what: string) {
    this.#most = most;
    this.#what = what;
    this.#left = most;
  }

  /** Another evaluation begins. */
  restart(): void {
    this.#left = this.#most;
  }

  get left(): number {
    return this.#left;
  }

  get spent(): number {
    return this.#most - this.#left;
  }

  /** @throws Error where it is too much. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new Error(`${this.#what} takes over ${this.#most.toLocaleString('en')} steps`);
  }
}
