import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

/** How a queue stands, over all processes. */
export interface QueueFigures {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
}

/** What becomes of an attempt. */
export type AttemptOutcome =
  'success' | 'failed' | 'broken' | 'suspended' | 'cancelled' | 'retry' | 'crash' | 'expired';

/** What is counted of queues in this process. */
export interface QueueMetrics {
  /** A run was taken from its queue. @param waitedMs since it could be. */
  attemptBegan(queue: string, waitedMs: number): void;
  attemptEnded(queue: string, outcome: AttemptOutcome): void;
}

const SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600];

/** @param figures read at each scrape; a rejection leaves the gauges as they were. */
export function createQueueMetrics(
  registers: Registry[],
  figures: () => Promise<readonly QueueFigures[]>,
): QueueMetrics {
  gauges(registers, figures);
  const waits = new Histogram({
    name: 'stepgate_queue_wait_seconds',
    help: 'How long runs have waited in their queue since they could be taken.',
    labelNames: ['queue'],
    buckets: SECONDS,
    registers,
  });
  const attempts = new Counter({
    name: 'stepgate_queue_attempts_total',
    help: 'Attempts of queued runs that ended in this process, by queue and outcome.',
    labelNames: ['queue', 'outcome'],
    registers,
  });
  return {
    attemptBegan: (queue, waitedMs) => waits.observe({ queue }, Math.max(0, waitedMs) / 1000),
    attemptEnded: (queue, outcome) => attempts.inc({ queue, outcome }),
  };
}

/** They come from the rows: the same in every process. */
function gauges(registers: Registry[], figures: () => Promise<readonly QueueFigures[]>): void {
  const of = (name: 'active' | 'delayed', help: string): Gauge =>
    new Gauge({ name: `stepgate_queue_${name}`, help, labelNames: ['queue'], aggregator: 'first', registers });
  new Gauge({
    name: 'stepgate_queue_waiting',
    help: 'Runs that wait for their turn, in the whole database.',
    labelNames: ['queue'],
    aggregator: 'first',
    registers,
    async collect() {
      for (const queue of await figures().catch(() => [])) {
        const labels = { queue: queue.name };
        this.set(labels, queue.waiting);
        active.set(labels, queue.active);
        delayed.set(labels, queue.delayed);
      }
    },
  });
  // They are written out behind it, with what it has read.
  const active = of('active', 'Queued runs under way, in the whole database.');
  const delayed = of('delayed', 'Queued runs whose time has not come, in the whole database.');
}
