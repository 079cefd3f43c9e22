import type { AdminDeps } from './admin-deps.ts';

/**
 * Makes a change that is committed visible in this process before its answer goes out. Should the database go away
 * just then, the change is still made: the registry's watch brings it in later.
 */
export async function refresh({ registry, log }: Pick<AdminDeps, 'registry' | 'log'>): Promise<void> {
  try {
    await registry.refresh();
  } catch (error) {
    log.warn({ err: error }, 'a change is stored, and will be used once the database answers again');
  }
}
