import type { Logger } from 'pino';
import type { LogLevel } from '../config.ts';
import { createLogger } from '../observe/log.ts';
import { createRedactor } from '../observe/redactor.ts';
import type { Redactor } from '../observe/redactor.ts';

/** The process's log and what masks it. */
export interface ProcessLog {
  readonly log: Logger;
  readonly redactor: Redactor;
  /** The log is there before the secrets are: from now on these are masked. */
  readonly showSecrets: (secrets: () => Readonly<Record<string, string>>) => void;
}

/** File descriptors. */
const STDOUT = 1;
const STDERR = 2;

const NONE: Readonly<Record<string, string>> = Object.freeze({});

/** A gateway logs to stdout; a command, whose result is on stdout, to stderr. */
export function createProcessLog(level: LogLevel, to: 'stdout' | 'stderr'): ProcessLog {
  let secrets = (): Readonly<Record<string, string>> => NONE;
  const redactor = createRedactor(() => secrets());
  const log = createLogger({
    level,
    redactor,
    destination: to === 'stdout' ? STDOUT : STDERR,
    pretty: (to === 'stdout' ? process.stdout : process.stderr).isTTY,
  });
  return { log, redactor, showSecrets: (given) => (secrets = given) };
}
