import type { EndedRun } from './ended-run.ts';
import type { LayerDeps } from './place.ts';
import type { WriteDeps } from './write-deps.ts';
import type { WaitDeps } from './waiting.ts';

/** What a run needs of the engine. */
export interface RunDeps extends LayerDeps, WriteDeps, WaitDeps {
  readonly ended: (run: EndedRun) => void;
}
