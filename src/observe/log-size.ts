import type { RunLog } from '../engine/run-log.ts';
import { LARGE_CHARS, charsUpTo } from '../large/size.ts';

/**
 * Whether a log is large as JSON, roughly. Only what others have sent or written can make it so: the rest is not looked
 * at, of most logs the larger part.
 */
export function isLargeLog({ request, response, step_logs, warnings = [], recoveries }: RunLog): boolean {
  let chars = 0;
  const isOver = (value: unknown): boolean => (chars += charsUpTo(value, LARGE_CHARS - chars)) >= LARGE_CHARS;
  if (isOver(request) || isOver(response) || isOver(warnings) || isOver(recoveries)) return true;
  for (const { component_logs } of step_logs)
    for (const { input, output, logs, steps, request_logs } of component_logs)
      if (isOver(input) || isOver(output) || isOver(logs) || isOver(steps) || isOver(request_logs)) return true;
  return false;
}
