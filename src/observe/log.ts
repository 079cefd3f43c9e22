import { createRequire } from 'node:module';
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { PinoPretty } from 'pino-pretty';
import { parseJsonText } from '../json-text.ts';
import type { Redactor } from './redactor.ts';

export interface LoggerOptions {
  readonly level: string;
  readonly redactor: Redactor;
  /** A file descriptor (1: stdout, 2: stderr), or where the lines go in a test. */
  readonly destination: number | DestinationStream;
  /** For people; else one JSON object a line. */
  readonly pretty: boolean;
}

/** What waits to be written, in characters. Of a log that cannot be written, what comes beyond it is dropped. */
const MAX_WAITING = 8 << 20;

/** The process's log. Every line is masked before it is written. */
export function createLogger({ level, redactor, destination, pretty }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => maskLine(line, redactor) },
    },
    streamOf(destination, pretty),
  );
}

function streamOf(destination: number | DestinationStream, pretty: boolean): DestinationStream {
  if (!pretty) return typeof destination === 'number' ? fileOf(destination) : destination;
  // Loaded on terminals only: 30 files.
  const format = (createRequire(import.meta.url)('pino-pretty') as { PinoPretty: typeof PinoPretty }).PinoPretty;
  return format({ destination, translateTime: 'SYS:HH:MM:ss.l', colorize: true, singleLine: true, sync: true });
}

/**
 * A log that cannot be written, its disk being full or its pipe closed, stops no request: the next line tries again. The
 * stream's own `flushSync`, called as the process exits, would try for ever.
 */
function fileOf(dest: number): DestinationStream {
  const stream = pino.destination({ dest, sync: false, maxLength: MAX_WAITING });
  const flushSync = stream.flushSync.bind(stream);
  let fails = false;
  stream.removeAllListeners('error');
  stream.on('error', () => (fails = true));
  stream.on('write', () => (fails = false));
  const flushUnlessFailing = (): void => {
    if (!fails) flushSync();
  };
  stream.flushSync = flushUnlessFailing;
  return stream;
}

/** Masks a line of JSON. Hits are rare: only then is the line taken apart, so that it stays JSON. */
function maskLine(line: string, redactor: Redactor): string {
  if (redactor.text(line) === line) return line;
  return `${JSON.stringify(redactor.json(parseJsonText(line)))}\n`;
}
