import { readFileSync, writeFileSync } from 'node:fs';
import type { Point, Spread } from './statistics.ts';

/** What is kept of runs of the benchmark: the document is made of this alone. */
export interface Figures {
  readonly comparison?: Comparison;
  readonly growth?: Growth;
}

export interface Comparison {
  readonly environment: Environment;
  readonly cases: readonly CaseFigures[];
  readonly single: readonly SingleFigure[];
}

export interface Growth {
  readonly environment: Environment;
  readonly sweeps: readonly SweepFigures[];
}

/** Where and how it was measured: shown line by line. */
export type Environment = Readonly<Record<string, string>>;

/** What a figure has to be. */
export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** Of requests, processor time and p99 the ratio to the peer; of the p50 what it is more than the peer's, in ms. */
export const MEASURES = ['requests', 'cpu', 'p99', 'addedMs'] as const;

export type Measure = (typeof MEASURES)[number];

/** One server under one load: medians of its rounds. */
export interface LoadFigures {
  readonly title: string;
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface CaseFigures {
  readonly name: string;
  readonly title: string;
  readonly bars: Readonly<Partial<Record<Measure, Bar>>>;
  /** Why it was not measured, or why its bars are not judged on this machine. */
  readonly note?: string;
  /** Undefined: not measured. */
  readonly values?: Readonly<Record<Measure, Spread>>;
  readonly loads?: readonly [peer: LoadFigures, subject: LoadFigures];
}

/** A figure that needs no peer. */
export interface SingleFigure {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly value: Spread;
  readonly bar?: Bar;
}

export interface Series {
  readonly title: string;
  readonly unit: string;
  readonly points: readonly Point[];
  /** Of the gateway: has to grow linearly or better. Else only shown, such as a peer. */
  readonly isJudged: boolean;
}

export interface SweepFigures {
  readonly name: string;
  readonly title: string;
  /** What the sizes are. */
  readonly x: string;
  readonly series: readonly Series[];
  /** The longest turn of the event loop at each size, in ms. */
  readonly turnsMs: readonly Point[];
  readonly single: readonly SingleFigure[];
  /** Why it could not be measured: there is nothing else then. */
  readonly note?: string;
}

/** None where there is no such file. */
export function readFigures(file: string): Figures {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Figures;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

export function writeFigures(file: string, figures: Figures): void {
  writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
}

export function isMet(bar: Bar, value: number): boolean {
  return 'atLeast' in bar ? value >= bar.atLeast : value <= bar.atMost;
}
