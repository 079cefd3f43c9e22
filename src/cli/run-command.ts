import { CommanderError } from 'commander';
import { ConfigError } from '../config.ts';
import { StepgateError } from '../error.ts';
import { CliError, EXIT } from './cli-error.ts';
import { paint } from './output.ts';
import { createProgram } from './program.ts';
import { systemError } from './system-error.ts';

/** Runs the command that `args` name; sets the process's exit code. Errors are one line each on stderr. */
export async function runCommand(args: readonly string[]): Promise<void> {
  const program = createProgram((code) => (process.exitCode = code));
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Reports what went wrong; gives the exit code. */
function report(error: unknown): number {
  // Commander has said it already; asking for help is no error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
  if (error instanceof StepgateError && error.code !== '110000') return printError(error.message, EXIT.failed);
  if (error instanceof CliError) return printError(error.message, error.exitCode);
  if (error instanceof ConfigError) return printError(error.problems.join('\nstepgate: '), EXIT.usage);
  const system = systemError(error);
  if (system !== undefined) return printError(system, EXIT.failed);
  return printError(`a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, EXIT.failed);
}

function printError(text: string, exitCode: number): number {
  process.stderr.write(`${paint('red', 'stepgate:', process.stderr)} ${text}\n`);
  return exitCode;
}
