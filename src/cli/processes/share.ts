import type { Config } from '../../config.ts';

/** What is set for the whole gateway, as one of its processes has it. */
export function shareOf(config: Config, process: number): Config {
  const part = (whole: number): number => partOf(whole, process, config.processes);
  return {
    ...config,
    maxRuns: part(config.maxRuns),
    sandboxProcesses: part(config.sandboxProcesses),
    upstreamConnections: config.upstreamConnections === undefined ? undefined : part(config.upstreamConnections),
  };
}

/** The parts of `of` processes make the whole; but each has at least one. */
function partOf(whole: number, process: number, of: number): number {
  const more = process <= whole % of ? 1 : 0;
  return Math.max(1, Math.floor(whole / of) + more);
}
