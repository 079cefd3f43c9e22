import type { Answer } from './engine.ts';
import type { RunEvent, RunState } from './run-state.ts';
import { isProgressing } from './run-ends.ts';
import type { RunWrites } from './run-writes.ts';
import { SharedWrite } from './shared-write.ts';

/** The run whose progress is written. */
export interface ProgressingRun {
  readonly state: RunState;
  /** A write of its row is under way, which ends when the run has gone on. */
  readonly writing: Promise<void> | undefined;
  take(event: RunEvent): void;
}

/** Writes what has been done within a layer, one write at a time. */
export class ProgressWrites {
  readonly #writes: RunWrites;
  readonly #layers: { readonly only: readonly string[] | null };
  readonly #run: ProgressingRun;
  readonly #shared = new SharedWrite(() => this.#write());

  /** @param layers knows which components of its layer run; null: all of them. */
  constructor(writes: RunWrites, layers: { readonly only: readonly string[] | null }, run: ProgressingRun) {
    this.#writes = writes;
    this.#layers = layers;
    this.#run = run;
  }

  /** Resolves when no write is under way; undefined: that is so. */
  get idle(): Promise<void> | undefined {
    return this.#shared.idle;
  }

  /** Undefined: there is nothing to write to. */
  ask(): Promise<void> | undefined {
    const { state } = this.#run;
    return state.kept && isProgressing(state) ? this.#shared.ask() : undefined;
  }

  /**
   * Stores that the client is answered `promise`, and that the run goes on without it. False: the run has answered before.
   */
  async promise(promise: Answer): Promise<boolean> {
    await this.#writes.promise(promise);
    while (!this.#writes.isPromised && !this.#run.state.answered && this.#run.state.name !== 'ended')
      await (this.ask() ?? this.#run.writing);
    return this.#writes.isPromised;
  }

  async #write(): Promise<void> {
    const { state } = this.#run;
    const { only } = this.#layers;
    if (!isProgressing(state)) return;
    const event = await this.#writes.write({ do: 'progress', layer: state.layer, only }, undefined);
    if (event.type !== 'stored') this.#run.take(event);
  }
}
