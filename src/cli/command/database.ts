import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { loadConfig } from '../../config.ts';
import type { Role } from '../../store/accounts.ts';
import type { Format } from '../output.ts';
import type { NewTokenOptions } from '../token.ts';
import { command, formatOption, roleOption } from './command.ts';
import type { Exit } from './command.ts';

interface Formatted {
  readonly format: Format;
}

/** The commands about what the database keeps: migrate, import, export, user, token, audit, rotate-key. */
export function addDatabaseCommands(program: Command, exit: Exit): void {
  addMigrate(program);
  addImport(program);
  addExport(program);
  addUser(program);
  addToken(program);
  addAudit(program, exit);
  addRotateKey(program);
}

function addMigrate(program: Command): void {
  const example = 'DATABASE_URL=mysql://stepgate:secret@db:3306/stepgate stepgate migrate';
  command(program, 'migrate', 'bring the database up to date; start does so too', example)
    .addOption(formatOption())
    .action(async ({ format }: Formatted) => (await import('../migrate.ts')).migrate(loadConfig(), format));
}

function addImport(program: Command): void {
  const description = 'make the rules and scripts of an exported folder the active ones';
  command(program, 'import <dir>', description, 'stepgate import backup')
    .addOption(formatOption())
    .action(async (folder: string, { format }: Formatted) =>
      (await import('../import.ts')).importFiles(loadConfig(), folder, format),
    );
}

function addExport(program: Command): void {
  const description = 'write the active rules and scripts, and the names of secrets, as files';
  command(program, 'export <dir>', description, 'stepgate export backup')
    .addOption(formatOption())
    .action(async (folder: string, { format }: Formatted) =>
      (await import('../export.ts')).exportFiles(loadConfig(), folder, format),
    );
}

function addUser(program: Command): void {
  const user = command(program, 'user', 'users of the admin API', 'stepgate user list');
  command(user, 'list', 'all users', 'stepgate user list --format json')
    .addOption(formatOption())
    .action(async ({ format }: Formatted) => (await import('../user.ts')).listUsers(loadConfig(), format));
  command(
    user,
    'add <name>',
    'a new user; the password is asked for, or read from stdin',
    'stepgate user add ada --role developer',
  )
    .addOption(roleOption())
    .addOption(formatOption())
    .action(async (name: string, options: Formatted & { role: Role }) =>
      (await import('../user.ts')).addUser(loadConfig(), name, options),
    );
  command(
    user,
    'password <name>',
    'a new password; it is asked for, or read from stdin',
    'stepgate user password admin',
  )
    .addOption(formatOption())
    .action(async (name: string, { format }: Formatted) =>
      (await import('../user.ts')).changePassword(loadConfig(), name, format),
    );
  for (const [verb, description, disabled] of [
    ['disable', 'ends what the user may do, at once', true],
    ['enable', 'the contrary', false],
  ] as const) {
    command(user, `${verb} <name>`, description, `stepgate user ${verb} ada`)
      .addOption(formatOption())
      .action(async (name: string, { format }: Formatted) =>
        (await import('../user.ts')).setDisabled(loadConfig(), name, disabled, format),
      );
  }
}

function addToken(program: Command): void {
  const token = command(program, 'token', 'API tokens, for machines', 'stepgate token list');
  command(token, 'list', 'all API tokens', 'stepgate token list --format json')
    .addOption(formatOption())
    .action(async ({ format }: Formatted) => (await import('../token.ts')).listTokens(loadConfig(), format));
  command(token, 'add <name>', 'a new token, which is printed this once', 'stepgate token add ci --role developer')
    .addOption(roleOption())
    .option('--expires <time>', 'ISO 8601; without it the token does not expire')
    .option('--user <name>', 'whose it is: it ends with that user', 'admin')
    .addOption(formatOption())
    .action(async (name: string, options: NewTokenOptions) =>
      (await import('../token.ts')).addToken(loadConfig(), name, options),
    );
  command(token, 'remove', 'ends a token, at once', 'stepgate token remove 7')
    .argument('<id>', 'as token list shows it', rowId)
    .addOption(formatOption())
    .action(async (id: number, { format }: Formatted) =>
      (await import('../token.ts')).removeToken(loadConfig(), id, format),
    );
}

function addAudit(program: Command, exit: Exit): void {
  const audit = command(program, 'audit', 'the audit log', 'stepgate audit verify');
  command(
    audit,
    'verify',
    'find every change of the audit log; exits with 1 when there is one',
    'stepgate audit verify',
  )
    .addOption(formatOption())
    .action(async ({ format }: Formatted) =>
      exit(await (await import('../audit.ts')).verifyAudit(loadConfig(), format)),
    );
}

function addRotateKey(program: Command): void {
  const description = 'wrap all keys under a new master key, while gateways run';
  command(program, 'rotate-key', description, 'stepgate rotate-key')
    .addOption(formatOption())
    .action(async ({ format }: Formatted) => (await import('../rotate-key.ts')).rotateKey(loadConfig(), format));
}

function rowId(text: string): number {
  const id = Number(text);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new InvalidArgumentError('expected a number, as stepgate token list shows it.');
}
