import type { Child } from '../child.ts';
import type { Bench } from '../compare.ts';
import { longestPauseMs } from '../event-loop.ts';
import type { Series, SweepFigures } from '../figures.ts';
import { median, significant } from '../statistics.ts';
import type { Point } from '../statistics.ts';

/** A size that grows, and what is measured at each. */
export interface Sweep extends Pick<SweepFigures, 'name' | 'title' | 'x'> {
  readonly measure: (bench: Bench) => Promise<SweepResult>;
}

export type SweepResult = Pick<SweepFigures, 'series' | 'turnsMs'> & Partial<Pick<SweepFigures, 'single'>>;

/** What is measured at each size, in all rounds. */
export class Gathered {
  readonly #values = new Map<string, Map<number, number[]>>();

  add(what: string, size: number, value: number): void {
    const sizes = this.#values.get(what) ?? new Map<number, number[]>();
    this.#values.set(what, sizes);
    sizes.set(size, [...(sizes.get(size) ?? []), value]);
  }

  /** Does `work`, and adds the longest turn of the gateway's event loop meanwhile. */
  async watchTurns<T>(gateway: Child, size: number, work: () => Promise<T>): Promise<T> {
    const url = `${gateway.url}/metrics`;
    await longestPauseMs(url);
    const done = await work();
    this.add('turn', size, await longestPauseMs(url));
    return done;
  }

  /** Medians of what was added under this name. */
  series(what: string, title: string, unit: string, isJudged = true): Series {
    return { title, unit, isJudged, points: this.#points(what, median) };
  }

  /** The longest turn that was seen at each size. */
  turns(): Point[] {
    return this.#points('turn', (values) => Math.max(...values));
  }

  #points(what: string, of: (values: readonly number[]) => number): Point[] {
    return [...(this.#values.get(what) ?? [])].map(([size, values]) => [size, significant(of(values))]);
  }
}
