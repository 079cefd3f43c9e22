import type { Metadata } from '../rule/metadata.ts';
import type { RunStatus } from './run-status.ts';

/** A run that is under way in a process. */
export interface LiveRun {
  readonly trx: string;
  readonly logId: string;
  readonly method: string;
  /** Of its request. */
  readonly path: string;
  readonly version: string;
  /** Of its rule. */
  readonly rule: { readonly name: string; readonly method: string };
  /** Of its rule. */
  readonly layers: number;
  readonly metadata?: Metadata;
  /** Who has begun it, as its `Client-Id` said. */
  readonly clientId?: string;
  readonly status: Extract<RunStatus, 'running' | 'recovering' | 'compensating'>;
  /** When its request came; epoch milliseconds. */
  readonly startedAt: number;
  /** The layer that runs now, from 1; 0: its rule has none. */
  readonly step: number;
  /** There is a row of it. */
  readonly kept: boolean;
}

/** Runs that are under way in one process or several. */
export interface RunsUnderWay {
  /** The newest ones, newest first. */
  readonly list: readonly LiveRun[];
  /** How many there are that are in no row. */
  readonly unkept: number;
}

/** The newest `most` of all of them. */
export function newestRuns(parts: readonly RunsUnderWay[], most: number): RunsUnderWay {
  const list = parts.flatMap((part) => part.list).sort((a, b) => b.startedAt - a.startedAt);
  return { list: list.slice(0, most), unkept: parts.reduce((sum, { unkept }) => sum + unkept, 0) };
}
