import type { ComponentLog, LayerLog, RunLog } from '../engine/run-log.ts';
import { LARGE_CHARS, charsUpTo } from '../large/size.ts';

/**
 * Whether a log is large as JSON, roughly. Only what others have sent or written can make it so: the rest is not looked
 * at, of most logs the larger part.
 */
export function isLargeLog({ request, response, step_logs, warnings = [], recoveries }: RunLog): boolean {
  let chars = 0;
  const isOver = (value: unknown): boolean => (chars += charsUpTo(value, LARGE_CHARS - chars)) >= LARGE_CHARS;
  if (isOver(request) || isOver(response) || isOver(warnings) || isOver(recoveries)) return true;
  return hasLargeLayer(step_logs, isOver);
}

function hasLargeLayer(layers: readonly LayerLog[], isOver: (value: unknown) => boolean): boolean {
  return layers.some(({ component_logs }) => component_logs.some((component) => isLargeComponent(component, isOver)));
}

function isLargeComponent(log: ComponentLog, isOver: (value: unknown) => boolean): boolean {
  const { input, output, logs, steps, request_logs, layers, items } = log;
  if (isOver(input) || isOver(output) || isOver(logs) || isOver(steps) || isOver(request_logs)) return true;
  if (layers && hasLargeLayer(layers, isOver)) return true;
  return items?.some((item) => isLargeComponent(item, isOver)) ?? false;
}
