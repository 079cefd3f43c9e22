import path from 'node:path';
import { availableParallelism } from 'node:os';
import type { Case, Target } from './cases.ts';
import type { Child } from './child.ts';
import type { CaseFigures, LoadFigures } from './figures.ts';
import type { Load, LoadGenerator, Measured } from './load.ts';
import type { BenchOptions } from './options.ts';
import { withProfile } from './profile.ts';
import { NotAvailable, SERVER_TITLES } from './servers.ts';
import type { Servers } from './servers.ts';
import { median, ratios, significant, spreadOf } from './statistics.ts';

const BODY = JSON.stringify({ phone: '13800000000', name: 'Ada' });
const WARM_UP_SECONDS = 3;

/** With what it is measured. */
export interface Bench {
  readonly options: BenchOptions;
  readonly servers: Servers;
  readonly load: LoadGenerator;
  /** Of profiles. */
  readonly folder: string;
  /** Shows how it goes. */
  readonly progress: (text: string) => void;
}

/** A case that can be measured here: both its servers run. */
interface Ready {
  readonly one: Case;
  readonly sides: readonly [peer: Child, subject: Child];
  readonly measured: readonly [peer: Measured[], subject: Measured[]];
}

/** Measures the cases in turns: in each round the peer of each, then what is compared with it. */
export async function measureCases(bench: Bench, cases: readonly Case[]): Promise<CaseFigures[]> {
  const { options } = bench;
  const missing = new Map<Case, string>();
  const ready: Ready[] = [];
  for (const one of cases) {
    try {
      const sides = [await bench.servers.get(one.peer.server), await bench.servers.get(one.subject.server)] as const;
      await compareAnswers(one, sides);
      ready.push({ one, sides, measured: [[], []] });
    } catch (error) {
      if (!(error instanceof NotAvailable)) throw error;
      missing.set(one, error.message);
    }
  }
  await warmUp(bench, ready);
  for (let round = 1; round <= options.rounds; round++)
    for (const { one, sides, measured } of ready) {
      for (const [side, results] of measured.entries()) {
        const target = side === 0 ? one.peer : one.subject;
        const child = sides[side === 0 ? 0 : 1];
        const load = loadOf(bench, one, target, options.seconds);
        bench.progress(`round ${round} of ${options.rounds}: ${one.name}, ${target.server}`);
        results.push(await measure(bench, child, load, `${one.name}.${target.server}`));
      }
    }
  return cases.map((one) => {
    const found = ready.find((other) => other.one === one);
    return found === undefined ? withoutFigures(one, missing.get(one) ?? '') : withFigures(found, bench);
  });
}

function measure(bench: Bench, child: Child, load: Load, name: string): Promise<Measured> {
  const work = (): Promise<Measured> => bench.load.generate(child, load);
  if (!bench.options.profile) return work();
  return withProfile(child, path.join(bench.folder, `${name}.cpuprofile`), work);
}

function loadOf({ options }: Bench, one: Case, target: Target, seconds: number): Load {
  return { path: target.path, body: BODY, connections: one.connections ?? options.connections, seconds };
}

/** Each target once. */
async function warmUp(bench: Bench, ready: readonly Ready[]): Promise<void> {
  const warm = new Set<string>();
  const seconds = Math.min(WARM_UP_SECONDS, bench.options.seconds);
  for (const { one, sides } of ready)
    for (const [side, target] of [one.peer, one.subject].entries()) {
      const key = `${target.server} ${target.path}`;
      if (warm.has(key)) continue;
      warm.add(key);
      bench.progress(`warming up: ${key}`);
      await bench.load.generate(sides[side === 0 ? 0 : 1], loadOf(bench, one, target, seconds));
    }
}

/** Both must give the same answer, ids apart. */
async function compareAnswers(one: Case, [peer, subject]: Ready['sides']): Promise<void> {
  const [expected, given] = [await answerOf(peer, one.peer), await answerOf(subject, one.subject)];
  if (expected !== given) throw new Error(`${one.name}: the answers differ:\n  ${expected}\n  ${given}`);
}

async function answerOf(child: Child, target: Target): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(child.url + target.path, { method: 'POST', headers, body: BODY });
  return `${response.status} ${(await response.text()).replace(/TRX[0-9A-F]{32}/, 'TRX')}`;
}

function withoutFigures({ name, title, bars }: Case, note: string): CaseFigures {
  return { name, title, bars, note: `not available: ${note}` };
}

function withFigures({ one, measured: [peer, subject] }: Ready, { options }: Bench): CaseFigures {
  const { name, title, bars } = one;
  const ratio = (of: (one: Measured) => number): number[] => ratios(subject.map(of), peer.map(of));
  const added = subject.map(({ p50Ms }, round) => p50Ms - (peer[round]?.p50Ms ?? Number.NaN));
  const cores = availableParallelism();
  const connections = one.connections ?? options.connections;
  const isShort = one.cores !== undefined && cores < one.cores;
  return {
    ...{ name, title, bars },
    ...(isShort && { note: `judged where ${one.cores} cores are free: here are ${cores}, load and upstream included` }),
    values: {
      requests: spreadOf(ratio(({ perSecond }) => perSecond)),
      cpu: spreadOf(ratio(({ cpuUs }) => cpuUs)),
      p99: spreadOf(ratio(({ p99Ms }) => p99Ms)),
      addedMs: spreadOf(added),
    },
    loads: [loadFigures(one.peer, peer, connections), loadFigures(one.subject, subject, connections)],
  };
}

function loadFigures({ server, path: called }: Target, all: readonly Measured[], connections: number): LoadFigures {
  const middle = (of: (one: Measured) => number): number => significant(median(all.map(of)));
  return {
    title: `${SERVER_TITLES[server]}: \`${called}\`, ${connections} connection${connections === 1 ? '' : 's'}`,
    perSecond: middle((one) => one.perSecond),
    cpuUs: middle((one) => one.cpuUs),
    p50Ms: middle((one) => one.p50Ms),
    p99Ms: middle((one) => one.p99Ms),
  };
}
