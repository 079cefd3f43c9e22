import type { Config } from '../config.ts';
import type { TestHooks } from './app.ts';

/** `stepgate start`: resolves when the gateway has been shut down by a signal. */
export async function start(
  config: Config,
  options: { readonly watch: boolean },
  testHooks?: TestHooks,
): Promise<void> {
  if (config.processes === 1) {
    const { runAlone } = await import('./run-alone.ts');
    return runAlone(config, options, testHooks);
  }
  const { default: cluster } = await import('node:cluster');
  if (cluster.isPrimary) {
    // The parent loads nothing of what runs rules.
    const { runParent } = await import('./processes/parent.ts');
    return runParent(config);
  }
  const { runOneOfSeveral } = await import('./processes/one-of-several.ts');
  return runOneOfSeveral(options, testHooks);
}
