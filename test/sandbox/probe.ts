import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * A machine that is one of many may stop for a second. The gateway is behind then, and says so: a request is sent again
 * after the wait that it names, so often at most.
 */
export const MAX_AGAIN = 3;
export const AGAIN_MS = 1000;

/** How one URL was answered. */
export interface Beat {
  /** Milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly text: string;
}

/** What a probe has seen. */
export interface ProbeReport {
  of(url: string): Beat;
  /** Every answer other than 200, and every broken connection. */
  readonly failed: readonly string[];
  /** Both, as if they had been one. */
  and(other: ProbeReport): ProbeReport;
  /** By URL, the milliseconds of each answer. */
  readonly times: Times;
}

type Times = Readonly<Record<string, readonly number[]>>;

/** What probe-process.ts is told: where to send how many requests a second; or the end. */
export type ProbeOrder = { readonly urls: readonly string[]; readonly perSecond: number } | 'stop' | 'end';

/** What it tells: where its upstream is, and then of each probe the milliseconds of each answer by URL. */
export interface ProbeNews {
  readonly upstream?: string;
  readonly times?: Times;
  readonly failed?: readonly string[];
}

/** Sends requests, and answers those of their rules, from a process of its own: what else the test does is none of their time. */
export interface ProbeProcess {
  /** Answers everything with one JSON document. */
  readonly upstream: string;
  /** Sends GET requests at a steady rate, to the URLs in turn, until it is stopped. One at a time. */
  start(urls: readonly string[], perSecond: number): { stop(): Promise<ProbeReport> };
  end(): Promise<void>;
}

export async function startProbeProcess(answer: unknown): Promise<ProbeProcess> {
  const child = fork(new URL('./probe-process.ts', import.meta.url), [JSON.stringify(answer)]);
  const news = async (): Promise<ProbeNews> => ((await once(child, 'message')) as [ProbeNews])[0];
  const tell = (order: ProbeOrder): void => void child.send(order);
  const { upstream = '' } = await news();
  return {
    upstream,
    start(urls, perSecond) {
      tell({ urls, perSecond });
      return {
        async stop() {
          tell('stop');
          const { times = {}, failed = [] } = await news();
          return reportOf(times, failed);
        },
      };
    },
    async end() {
      const ended = once(child, 'exit');
      tell('end');
      await ended;
    },
  };
}

function reportOf(times: Times, failed: readonly string[]): ProbeReport {
  return {
    times,
    failed,
    of: (url) => beatOf(times[url] ?? []),
    and(other) {
      const both = Object.entries(times).map(([url, ms]) => [url, [...ms, ...(other.times[url] ?? [])]] as const);
      return reportOf(Object.fromEntries(both), [...failed, ...other.failed]);
    },
  };
}

function beatOf(times: readonly number[]): Beat {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  const [p50Ms, p99Ms] = [at(0.5), at(0.99)];
  return { p50Ms, p99Ms, text: `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms (${sorted.length} requests)` };
}
