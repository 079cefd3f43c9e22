import type { CaseFigures } from './figures.ts';

/** A case may need this much more processor time than was kept: it is what two runs of the same program differ by. */
const MOST_MORE = 0.1;

export interface CheckResult {
  /** One of each case, to be shown. */
  readonly lines: readonly string[];
  readonly isLoss: boolean;
}

/** Compares the processor time for a request, as a ratio to the peer of the same run, with what is kept. */
export function compareCpu(kept: readonly CaseFigures[], now: readonly CaseFigures[]): CheckResult {
  let isLoss = false;
  const lines = now.map(({ name, values, note }) => {
    const before = kept.find((one) => one.name === name)?.values?.cpu.median;
    if (values === undefined) return `${name}: not measured (${note ?? ''})`;
    if (before === undefined) return `${name}: ${shown(values.cpu.median)}; nothing is kept to compare with`;
    const more = values.cpu.median / before - 1;
    // A ratio that cannot be compared is no reason to pass.
    const isWorse = !(more <= MOST_MORE);
    isLoss ||= isWorse;
    const change = `${Math.abs(more * 100).toFixed(1)} % ${more < 0 ? 'less' : 'more'}`;
    return `${name}: processor time ${shown(values.cpu.median)} of its peer's, kept is ${shown(before)}: ${change}${isWorse ? ', LOSS' : ''}`;
  });
  return { lines, isLoss };
}

function shown(ratio: number): string {
  return ratio.toFixed(2);
}
