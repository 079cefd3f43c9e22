import type { Call } from './bridge.ts';
import { describeThrown } from './error.ts';
import { fits } from './json.ts';

const MAX_LINES = 200;
const MAX_LINE_BYTES = 8 * 1024;

type Level = 'debug' | 'info' | 'warn' | 'error';
export type Log = (...args: unknown[]) => void;

/** One level of `ctx.log`. Beyond 200 lines a line is dropped, beyond 8 KiB its end; both are counted. */
export function createLog(call: Call, level: Level): Log {
  return (...args) => {
    if (call.ended) return;
    if (call.logLines >= MAX_LINES) {
      call.logsDropped++;
      return;
    }
    call.logLines++;
    // Formatting may run the script's getters, and these may log, or end the call.
    const line = args.map((value) => format(value, call)).join(' ');
    if (!fits(line, MAX_LINE_BYTES)) call.logsDropped++;
    call.bridge.emit('log', call.id, level, Date.now(), cut(line));
  };
}

/** `console`, as far as scripts of old use it. */
export function createConsole(call: Call): Readonly<Record<string, Log>> {
  const info = createLog(call, 'info');
  const debug = createLog(call, 'debug');
  return {
    log: info,
    info,
    dir: info,
    debug,
    trace: debug,
    warn: createLog(call, 'warn'),
    error: createLog(call, 'error'),
  };
}

function format(value: unknown, call: Call): string {
  if (typeof value === 'string') return value;
  try {
    if (typeof value === 'object' && value !== null) {
      if (value instanceof Error) return describeThrown(value, call.sourceMap).msg;
      const text: unknown = JSON.stringify(value);
      if (typeof text === 'string') return text;
    }
    return String(value);
  } catch {
    return '[cannot be shown]';
  }
}

/** At most 8 KiB, never half a surrogate pair. */
function cut(line: string): string {
  if (fits(line, MAX_LINE_BYTES)) return line;
  let low = 0;
  let high = Math.min(line.length, MAX_LINE_BYTES);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(line.slice(0, middle), MAX_LINE_BYTES - 3)) low = middle;
    else high = middle - 1;
  }
  const last = line.charCodeAt(low - 1);
  return `${line.slice(0, last >= 0xd800 && last < 0xdc00 ? low - 1 : low)}…`;
}
