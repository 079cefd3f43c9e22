import type { Config } from '../config.ts';
import type { TestHooks } from './app.ts';

/** What `stepgate start` is told. */
export interface ServeOptions {
  readonly watch: boolean;
  /** False: it takes no runs from queues. */
  readonly worker?: boolean;
}

/** `stepgate start`: resolves when the gateway has been shut down by a signal. */
export async function start(config: Config, options: ServeOptions, testHooks?: TestHooks): Promise<void> {
  if (config.processes === 1) {
    const { runAlone } = await import('./run-alone.ts');
    return runAlone(config, startOptions(options), testHooks);
  }
  const { default: cluster } = await import('node:cluster');
  if (cluster.isPrimary) {
    // The parent loads nothing of what runs rules.
    const { runParent } = await import('./processes/parent.ts');
    return runParent(config);
  }
  const { runOneOfSeveral } = await import('./processes/one-of-several.ts');
  return runOneOfSeveral(startOptions(options), testHooks);
}

function startOptions({ watch, worker = true }: ServeOptions): { readonly watch: boolean; readonly worker?: null } {
  return { watch, ...(!worker && { worker: null }) };
}
