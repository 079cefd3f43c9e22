import { Command } from 'commander';
import { version } from '../version.ts';
import { tellInOneLine } from './command/command.ts';
import type { Exit } from './command/command.ts';
import { addDatabaseCommands } from './command/database.ts';
import { addOperatingCommands } from './command/operating.ts';
import { addServingCommands } from './command/serving.ts';

/** The command `stepgate`, which throws where it would end the process. */
export function createProgram(exit: Exit): Command {
  const program = new Command('stepgate')
    .description('An HTTP gateway whose endpoints are JSON documents.')
    .version(version)
    // Of a command, --version is an option like any other.
    .enablePositionalOptions()
    .exitOverride()
    .addHelpText(
      'after',
      '\nConfigured by environment variables and .env; docs/operate.md lists them, and the exit codes.',
    );
  tellInOneLine(program);
  addServingCommands(program, exit);
  addOperatingCommands(program, exit);
  addDatabaseCommands(program, exit);
  return program;
}
