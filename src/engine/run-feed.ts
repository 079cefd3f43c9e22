import type { CompiledRule } from '../rule/compiled.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import type { FedComponent, Feed } from './feed-port.ts';
import type { ComponentStatus, FollowedEvent, PlacedEvent } from './followed-event.ts';
import { countsOf, percentageOf } from './run-progress.ts';
import type { RunProgress } from './followed-event.ts';
import type { RunLog } from './run-log.ts';
import type { RunState } from './run-state.ts';
import type { RunStatus } from './run-status.ts';

/** What events are made of: a run that is under way in this process. */
export interface FedRun {
  readonly trx: string;
  readonly rule: CompiledRule;
  readonly writes: { readonly epoch: number; readonly record: { readonly log: RunLog } };
  readonly layers: LayersUnderWay;
  readonly state: RunState;
  readonly underWay: { readonly status: RunStatus } | undefined;
  readonly handle: { readonly message?: string | undefined; feed?: Feed | undefined };
}

interface LayersUnderWay {
  /** When the layer under way began, epoch milliseconds; undefined: none has. */
  readonly since: number | undefined;
  /** The components of it that run; null: all. */
  readonly only: readonly string[] | null;
  /** What the components under way have done, each from 0 to 1. */
  readonly fraction: number;
}

/** Where the events of a run go. */
export interface FeedSink {
  /** @param progress after it. */
  take(event: PlacedEvent, progress: RunProgress): void;
  /** Masks secrets. */
  redact(message: string): string;
}

/** What an earlier process, or one before a rest, has told of the run. */
export type ToldBefore = Pick<RunProgress, 'percentage' | 'message'>;

/**
 * The events of a run that is followed. A run that nobody follows has none: all it pays is to look whether it has one. It is
 * made while the run is under way, and takes what has happened by then from the run's log.
 */
export class RunFeed implements Feed {
  readonly #run: FedRun;
  readonly #epoch: number;
  readonly #sink: FeedSink;
  /** How the components of the rule's own layers have ended: by layer and name. */
  readonly #ended = new Map<string, Exclude<ComponentStatus, 'running'>>();
  /** Of the layer under way. */
  readonly #running = new Set<string>();
  readonly #total: number;
  #layer: number;
  #status: RunStatus;
  #percentage: number;
  readonly #before: ToldBefore | undefined;
  #seq = 0;
  /** What was told last. */
  #told = '';
  #isTelling = false;

  constructor(run: FedRun, before: ToldBefore | undefined, sink: FeedSink) {
    this.#run = run;
    this.#epoch = run.writes.epoch;
    this.#sink = sink;
    this.#before = before;
    this.#total = run.rule.layers.reduce((sum, { length }) => sum + length, 0);
    this.#layer = 'layer' in run.state ? run.state.layer : 0;
    this.#status = statusOf(run);
    this.#percentage = before?.percentage ?? 0;
    this.#takeUp(run);
    this.#give({ event: 'status', data: { status: this.#status } });
    this.#told = JSON.stringify(this.progress);
    this.#give({ event: 'progress', data: this.progress });
  }

  /** What is done, and what is under way. */
  #takeUp({ writes, rule, layers, state }: FedRun): void {
    const log = writes.record.log;
    for (const { step, name, status } of countsOf(log)) this.#ended.set(`${step}/${name}`, status);
    const { since } = layers;
    if (state.name !== 'layer' || since === undefined) return;
    const begun = log.step_logs.find(({ step }) => step === state.layer)?.component_logs ?? [];
    const over = new Set(begun.filter((one) => !one.is_resting && Date.parse(one.end_datetime) >= since).map(nameOf));
    for (const { name } of rule.layers[state.layer - 1] ?? []) {
      if (over.has(name) || layers.only?.includes(name) === false) continue;
      this.#running.add(name);
      this.#ended.delete(`${state.layer}/${name}`);
    }
  }

  get status(): RunStatus {
    return this.#status;
  }

  /** The last event. */
  get place(): { readonly epoch: number; readonly seq: number } {
    return { epoch: this.#epoch, seq: this.#seq };
  }

  get progress(): RunProgress {
    const counts = { success: 0, failed: 0, skipped: 0 };
    for (const status of this.#ended.values()) counts[status]++;
    const done = counts.success + counts.skipped + this.#run.layers.fraction;
    this.#percentage = Math.max(this.#percentage, percentageOf(done, this.#total, this.#status));
    return {
      percentage: this.#percentage,
      total_steps: this.#total,
      completed_steps: counts.success,
      failed_steps: counts.failed,
      skipped_steps: counts.skipped,
      current: [...this.#running].map((name) => `layer-${this.#layer}/${name}`),
      message: this.#message,
    };
  }

  layer(layer: number, status: 'running' | 'success' | 'failed'): void {
    this.#layer = layer;
    this.#running.clear();
    this.#give({ event: 'layer', data: { layer, status } });
    this.#moved();
  }

  begun({ component, named }: FedComponent): void {
    if (named === component) {
      this.#running.add(component.name);
      this.#ended.delete(`${component.layer}/${component.name}`);
    }
    this.#give({ event: 'component', data: { name: named.name, status: 'running', ms: null } });
    this.#moved();
  }

  ended({ component, named, runTimeMs }: FedComponent, { kind }: Pick<ComponentOutcome, 'kind'>): void {
    if (kind === 'parked') return;
    const status = kind === 'value' ? 'success' : kind === 'skipped' ? 'skipped' : 'failed';
    if (named === component) {
      this.#running.delete(component.name);
      this.#ended.set(`${component.layer}/${component.name}`, status);
    }
    this.#give({ event: 'component', data: { name: named.name, status, ms: Math.round(runTimeMs) } });
    this.#moved();
  }

  said(): void {
    this.#moved();
  }

  turned(status: RunStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#running.clear();
    this.#tell();
    this.#give({ event: 'status', data: { status } });
  }

  /** What happens at once is told at once. */
  #moved(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => this.#tell());
  }

  #tell(): void {
    this.#isTelling = false;
    const { progress } = this;
    const text = JSON.stringify(progress);
    if (text === this.#told) return;
    this.#told = text;
    this.#give({ event: 'progress', data: progress });
  }

  #give(event: FollowedEvent): void {
    this.#seq++;
    this.#sink.take({ epoch: this.#epoch, seq: this.#seq, event }, this.progress);
  }

  get #message(): string | null {
    const { message } = this.#run.handle;
    return message === undefined ? (this.#before?.message ?? null) : this.#sink.redact(message);
  }
}

function statusOf({ state, underWay }: FedRun): RunStatus {
  if (state.name === 'new' && state.givenUp) return 'compensating';
  return underWay?.status ?? 'running';
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
