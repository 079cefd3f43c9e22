/** What became of a component in a run. */
export type ComponentState =
  'success' | 'failed' | 'skipped' | 'cached' | 'running' | 'waiting' | 'cancelled' | 'undone';
