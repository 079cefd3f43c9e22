import type { Config } from '../../config.ts';
import type { RunsUnderWay } from '../../engine/live-run.ts';
import type { Operator } from '../../engine/port.ts';
import type { MetricPiece } from '../../observe/exposition.ts';
import type { BannerFacts } from '../banner.ts';

/* What the parent and its processes tell each other over the channel between them, which keeps the order. */

/** How a process begins. */
export interface Begin {
  /** From 1 on; who is started in the place of one that has died has its number. */
  readonly process: number;
  /** With its share of what is for all. */
  readonly config: Config;
  /** Brings what the gateway needs: migrations, first user, files. */
  readonly isFirst: boolean;
}

/** To stop a run that is in no row: only the process that runs it knows it. */
export interface Cancel {
  readonly trx: string;
  readonly reason: string;
  readonly operator: Operator;
}

/** For the runs that are under way, the newest `live` of each process. */
export interface AskLive {
  readonly live: number;
}

/**
 * What a process asks of all others: that they use what is active by now; that their run logs are written; their metrics;
 * that whoever runs it stops a run; what they have under way.
 */
export type Request = 'refresh' | 'flush' | 'metrics' | Cancel | AskLive;

/** What came of a request. */
export interface Outcome {
  /** Whoever had the run has stopped it. */
  readonly found: boolean;
  /** Of each process that answered. */
  readonly live?: readonly RunsUnderWay[];
}

export type ToProcess =
  | { readonly kind: 'begin'; readonly begin: Begin }
  | { readonly kind: 'keepHouse' }
  | { readonly kind: 'shutDown'; readonly othersServe: boolean }
  /** So many of its connections it ends with the next answer on them: others have fewer. */
  | { readonly kind: 'surplus'; readonly count: number }
  | { readonly kind: 'request'; readonly id: number; readonly request: Request }
  /** Of the totals that were asked for. */
  | { readonly kind: 'piece'; readonly id: number; readonly piece: MetricPiece }
  /** All have done what was asked for, or had the time to. */
  | ({ readonly kind: 'done'; readonly id: number } & Outcome);

export type FromProcess =
  /** Others can be started: what they need is there. */
  | { readonly kind: 'prepared' }
  | { readonly kind: 'listens'; readonly facts: BannerFacts }
  | { readonly kind: 'failed'; readonly message: string; readonly exitCode: number }
  /** How many it has. */
  | { readonly kind: 'connections'; readonly count: number }
  /** It was told to end by a signal of its own, and waits for `shutDown`. */
  | { readonly kind: 'leaving' }
  | { readonly kind: 'request'; readonly id: number; readonly request: Request }
  /** It wants its turn for these names, which `done` gives it; and ends it. */
  | { readonly kind: 'turn'; readonly id: number; readonly names: readonly string[] }
  | { readonly kind: 'endTurn'; readonly id: number }
  /** Of its own metrics. */
  | { readonly kind: 'piece'; readonly piece: MetricPiece }
  | ({ readonly kind: 'done'; readonly id: number } & Outcome);
