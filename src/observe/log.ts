import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';
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
  if (pretty)
    return PinoPretty({ destination, translateTime: 'SYS:HH:MM:ss.l', colorize: true, singleLine: true, sync: true });
  return typeof destination === 'number' ? pino.destination({ dest: destination, sync: false }) : destination;
}

/** Masks a line of JSON. Hits are rare: only then is the line taken apart, so that it stays JSON. */
function maskLine(line: string, redactor: Redactor): string {
  if (redactor.text(line) === line) return line;
  return `${JSON.stringify(redactor.json(parseJsonText(line)))}\n`;
}
