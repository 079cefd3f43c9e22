import type { Bench } from '../compare.ts';
import type { SweepFigures } from '../figures.ts';
import { componentsSweep, layersSweep, payloadSweep } from './calls.ts';
import { inFlightSweep } from './in-flight.ts';
import { rulesSweep } from './rules.ts';
import { runLogsSweep } from './run-logs.ts';
import type { Sweep } from './sweep.ts';

/** What a cost may grow with. */
export const SWEEPS: readonly Sweep[] = [
  componentsSweep,
  layersSweep,
  payloadSweep,
  inFlightSweep,
  rulesSweep,
  runLogsSweep,
];

export async function measureGrowth(bench: Bench, sweeps: readonly Sweep[]): Promise<SweepFigures[]> {
  const figures: SweepFigures[] = [];
  for (const { measure, ...sweep } of sweeps) {
    const nothing = { ...sweep, series: [], turnsMs: [], single: [] };
    try {
      figures.push({ ...nothing, ...(await measure(bench)) });
    } catch (error) {
      // The others took minutes: they are kept.
      bench.progress((error as Error).stack ?? '');
      process.exitCode = 1;
      figures.push({ ...nothing, note: (error as Error).message.split('\n', 1)[0] ?? '' });
    }
  }
  return figures;
}
