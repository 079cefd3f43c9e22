import type { ComponentLog, LayerLog, RunLog } from './run-log.ts';

/**
 * Puts what has undone a component into the component's own entry, or beside those of its layer, where it has none: its
 * process had died.
 * @param layer of the rule. @param name of the component, in full.
 */
export function putUndo(log: RunLog, layer: number, name: string, undo: ComponentLog): void {
  const found = log.step_logs.find(({ step }) => step === layer);
  const logs = found?.component_logs ?? added(log, layer, undo).component_logs;
  if (!put(logs, name, undo)) logs.push(undo);
}

function added(log: RunLog, step: number, { start_datetime }: ComponentLog): LayerLog {
  const layer: LayerLog = {
    ...{ step, action_count: 1, start_datetime, end_datetime: start_datetime, run_time: 0, error: null },
    component_logs: [],
  };
  log.step_logs.push(layer);
  return layer;
}

/** Entries that may be read only are replaced. */
function put(logs: ComponentLog[], name: string, compensation: ComponentLog): boolean {
  // One that ran again after a recovery has several.
  const at = logs.findLastIndex((one) => one.name === name || isInside(name, one.name));
  const entry = logs[at];
  if (!entry) return false;
  if (entry.name === name) {
    logs[at] = { ...entry, compensation };
    return true;
  }
  const { layers, items } = entry;
  if (layers) return putInside(layers, name, compensation);
  const own = items ? [...items] : [];
  if (!put(own, name, compensation)) return false;
  logs[at] = { ...entry, items: own };
  return true;
}

function putInside(layers: readonly LayerLog[], name: string, undo: ComponentLog): boolean {
  return layers.toReversed().some(({ component_logs }) => put(component_logs, name, undo));
}

function isInside(name: string, around: string): boolean {
  return name.startsWith(`${around}/`) || name.startsWith(`${around}[`);
}
