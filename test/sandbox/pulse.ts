import { Agent, get } from 'node:http';

/** How one URL was answered. */
export interface Beat {
  /** Milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly text: string;
}

/** What a pulse has seen. */
export interface PulseReport {
  of(url: string): Beat;
  /** Every answer other than 200, and every broken connection. */
  readonly failed: readonly string[];
}

/** Sends GET requests at a steady rate, to the URLs in turn, until it is stopped. */
export function startPulse(urls: readonly string[], perSecond: number): { stop(): Promise<PulseReport> } {
  const agent = new Agent({ keepAlive: true });
  const times = new Map<string, number[]>(urls.map((url) => [url, []]));
  const failed: string[] = [];
  const open = new Set<Promise<void>>();
  let count = 0;
  const beat = (): void => {
    const url = urls[count++ % urls.length] ?? '';
    const began = performance.now();
    const answered = ask(agent, url).then(
      (status) => {
        if (status !== 200) failed.push(`${url}: ${status}`);
        times.get(url)?.push(performance.now() - began);
      },
      (error: unknown) => void failed.push(`${url}: ${String(error)}`),
    );
    open.add(answered);
    void answered.finally(() => open.delete(answered));
  };
  const timer = setInterval(beat, 1000 / perSecond);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      agent.destroy();
      return { failed, of: (url) => beatOf(times.get(url) ?? []) };
    },
  };
}

function ask(agent: Agent, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    }).on('error', reject);
  });
}

function beatOf(times: readonly number[]): Beat {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  const [p50Ms, p99Ms] = [at(0.5), at(0.99)];
  return { p50Ms, p99Ms, text: `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms (${sorted.length} requests)` };
}
