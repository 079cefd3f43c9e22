/** Something the user can mend: one line on stderr that says what to do, and the exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What the command exits with (docs/operate.md, "Exit codes"). */
export const EXIT = {
  /** The command failed, or what it checked is wrong. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
} as const;
