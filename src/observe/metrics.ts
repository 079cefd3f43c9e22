import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { exposition, metricPieces } from './exposition.ts';
import type { MetricPiece } from './exposition.ts';
import { createQueueMetrics } from './queue-metrics.ts';
import type { QueueFigures, QueueMetrics } from './queue-metrics.ts';
import { Durations, RunCounts } from './series.ts';
import type { SandboxStatus } from '../sandbox/sandbox.ts';

/** What is read at each scrape. */
export interface MetricsSources {
  readonly sandbox: () => SandboxStatus;
  /** Suspended runs in the database; a rejection shows as NaN. */
  readonly suspended: () => Promise<number>;
  readonly queues?: () => Promise<readonly QueueFigures[]>;
  /** Connections over which runs are followed from this process. */
  readonly live?: () => number;
}

/** What the gateway counts. `rule` is the rule's name. */
export interface Metrics extends QueueMetrics {
  readonly contentType: string;
  /** All of them, for `/metrics`. */
  exposition(): Promise<string>;
  /** The same for who adds up several processes. */
  pieces(): AsyncIterable<MetricPiece>;
  runEnded(rule: string, status: string, milliseconds: number): void;
  componentEnded(rule: string, component: string, milliseconds: number): void;
  /** A call that did not reach its upstream, or whose answer was refused. */
  upstreamFailed(code: string): void;
  runLogsDropped(count: number): void;
  /** What has become of due moments of a schedule. */
  scheduleStarted(schedule: string, outcome: string, count: number): void;
}

/** Metrics of their own: nothing is shared with another gateway in the same process. */
export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  gauges(registers, sources);
  const runs = new RunCounts({
    name: 'stepgate_runs_total',
    help: 'Runs that ended or were suspended, by rule and status.',
    labelNames: ['rule', 'status'],
    registers,
  });
  const runSeconds = new Durations({
    name: 'stepgate_run_seconds',
    help: 'Duration of runs in seconds.',
    labelNames: ['rule'],
    registers,
  });
  const componentSeconds = new Durations({
    name: 'stepgate_component_seconds',
    help: 'Duration of components in seconds, retries included.',
    labelNames: ['rule', 'component'],
    registers,
  });
  const upstreamErrors = new Counter({
    name: 'stepgate_upstream_errors_total',
    help: 'Calls of upstreams that failed, by error code.',
    labelNames: ['code'],
    registers,
  });
  const dropped = new Counter({
    name: 'stepgate_run_logs_dropped_total',
    help: 'Run logs that were lost.',
    registers,
  });
  const scheduleStarts = new Counter({
    name: 'stepgate_schedule_starts_total',
    help: 'Due moments of schedules, by what has become of them.',
    labelNames: ['schedule', 'outcome'],
    registers,
  });
  return {
    ...createQueueMetrics(registers, sources.queues ?? (() => Promise.resolve([]))),
    contentType: registry.contentType,
    exposition: () => exposition(metricPieces(registry)),
    pieces: () => metricPieces(registry),
    runEnded(rule, status, milliseconds) {
      runs.add(rule, status);
      runSeconds.add(milliseconds, rule);
    },
    componentEnded: (rule, component, milliseconds) => componentSeconds.add(milliseconds, rule, component),
    upstreamFailed: (code) => upstreamErrors.inc({ code }),
    runLogsDropped: (count) => dropped.inc(count),
    scheduleStarted: (schedule, outcome, count) => scheduleStarts.inc({ schedule, outcome }, count),
  };
}

function gauges(registers: Registry[], { sandbox, suspended, live = () => 0 }: MetricsSources): void {
  const ofSandbox = (name: string, help: string, read: (status: SandboxStatus) => number): void => {
    new Gauge({
      name: `stepgate_sandbox_${name}`,
      help,
      registers,
      collect() {
        this.set(read(sandbox()));
      },
    });
  };
  new Gauge({
    name: 'stepgate_live_connections',
    help: 'Connections over which runs are followed.',
    registers,
    collect() {
      this.set(live());
    },
  });
  ofSandbox('processes', 'Sandbox processes that run.', (status) => status.processes);
  ofSandbox('calls_running', 'Script calls under way.', (status) => status.callsRunning);
  ofSandbox('calls_queued', 'Script calls that wait for a process.', (status) => status.callsQueued);
  ofSandbox('restarts', 'Sandbox processes replaced since the start.', (status) => status.restarts);
  new Gauge({
    name: 'stepgate_suspended',
    help: 'Runs that are suspended, in the whole database.',
    aggregator: 'first',
    registers,
    async collect() {
      this.set(await suspended().catch(() => Number.NaN));
    },
  });
}
