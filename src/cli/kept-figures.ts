import type { MetricsSources } from '../observe/metrics.ts';
import type { Store } from '../store/store.ts';

/** What metrics say of kept runs, in the whole database. */
export function figuresOf({
  runs,
  queues,
}: Pick<Store, 'runs' | 'queues'>): Pick<MetricsSources, 'suspended' | 'queues'> {
  return {
    suspended: () => runs.countSuspended(),
    async queues() {
      const figures = [];
      for (const { name } of await queues.all()) {
        const { waiting, active, delayed } = await queues.counts(name);
        figures.push({ name, waiting, active, delayed });
      }
      return figures;
    },
  };
}
