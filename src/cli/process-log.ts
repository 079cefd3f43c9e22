import type { Logger } from 'pino';
import type { LogLevel } from '../config.ts';
import { createLogger } from '../observe/log.ts';
import { createRedactor } from '../observe/redactor.ts';
import type { FormerSecrets, Redactor } from '../observe/redactor.ts';
import type { Registry } from '../registry/registry.ts';

/** The process's log and what masks it. */
export interface ProcessLog {
  readonly log: Logger;
  readonly redactor: Redactor;
  /** The log is there before the secrets are: from now on these are masked. */
  readonly showSecrets: (known: Pick<Registry, 'secrets' | 'formerSecrets'>) => void;
}

/** File descriptors. */
const STDOUT = 1;
const STDERR = 2;

const NONE: Readonly<Record<string, string>> = Object.freeze({});
const NO_FORMER: FormerSecrets = [];

/**
 * A gateway logs to stdout; a command, whose result is on stdout, to stderr.
 * @param number which of several processes of a gateway it is, for each line.
 */
export function createProcessLog(level: LogLevel, to: 'stdout' | 'stderr', number?: number): ProcessLog {
  let known: Pick<Registry, 'secrets' | 'formerSecrets'> = { secrets: () => NONE, formerSecrets: () => NO_FORMER };
  const redactor = createRedactor(
    () => known.secrets(),
    () => known.formerSecrets(),
  );
  const log = createLogger({
    level,
    redactor,
    destination: to === 'stdout' ? STDOUT : STDERR,
    pretty: (to === 'stdout' ? process.stdout : process.stderr).isTTY,
  });
  const ownLog = number === undefined ? log : log.child({ process: number });
  return { log: ownLog, redactor, showSecrets: (given) => (known = given) };
}
