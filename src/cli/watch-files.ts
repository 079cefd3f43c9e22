import { existsSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';

/** An editor's save is several events. */
const QUIET_MS = 100;

export interface WatchDeps {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  /** Called once the folders have been quiet for a moment; one call at a time. */
  readonly onChange: () => Promise<void>;
  /** They may have changed before they were watched. */
  readonly isChanged?: boolean;
}

/** Watches folders and all below them; gives the function that ends it. */
export function watchFolders(
  folders: readonly string[],
  { clock, log, onChange, isChanged = false }: WatchDeps,
): () => void {
  let callOff: (() => void) | undefined;
  let turn: Promise<void> = Promise.resolve();
  const changed = (): void => {
    callOff?.();
    callOff = clock.timer(QUIET_MS, () => {
      turn = turn.then(onChange).catch((error: unknown) => log.error({ err: error }, 'changed files were not loaded'));
    });
  };
  const watchers = folders
    .filter((folder) => existsSync(folder))
    .map((folder): FSWatcher => {
      const watcher = watch(folder, { recursive: true }, changed);
      watcher.on('error', (error) => log.error({ err: error, folder }, 'a folder is no longer watched'));
      return watcher;
    });
  if (isChanged) changed();
  return () => {
    callOff?.();
    for (const watcher of watchers) watcher.close();
  };
}
