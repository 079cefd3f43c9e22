import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { loadConfig } from '../../config.ts';
import type { Role } from '../../store/store.ts';
import type { Format } from '../output.ts';
import type { NewTokenOptions } from '../token.ts';
import { command, formatOption, roleOption } from './command.ts';
import type { Exit } from './command.ts';

/** The commands about what the database keeps: migrate, import, export, user, token, audit, rotate-key. */
export function addKeepingCommands(program: Command, exit: Exit): void {
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
  command(program, 'migrate', 'bring the database up to date; start does so too', example).action(async () => {
    const { migrate } = await import('../migrate.ts');
    await migrate(loadConfig());
  });
}

function addImport(program: Command): void {
  const description = 'make the rules and scripts of an exported folder the active ones';
  command(program, 'import <dir>', description, 'stepgate import backup').action(async (folder: string) => {
    const { importFiles } = await import('../import.ts');
    await importFiles(loadConfig(), folder);
  });
}

function addExport(program: Command): void {
  const description = 'write the active rules and scripts, and the names of secrets, as files';
  command(program, 'export <dir>', description, 'stepgate export backup').action(async (folder: string) => {
    const { exportFiles } = await import('../export.ts');
    await exportFiles(loadConfig(), folder);
  });
}

function addUser(program: Command): void {
  const user = command(program, 'user', 'users of the admin API', 'stepgate user list');
  command(user, 'list', 'all users', 'stepgate user list --format json')
    .addOption(formatOption())
    .action(async ({ format }: { format: Format }) => (await import('../user.ts')).listUsers(loadConfig(), format));
  command(
    user,
    'add <name>',
    'a new user; the password is asked for, or read from stdin',
    'stepgate user add ada --role developer',
  )
    .addOption(roleOption())
    .action(async (name: string, { role }: { role: Role }) =>
      (await import('../user.ts')).addUser(loadConfig(), name, role),
    );
  command(
    user,
    'password <name>',
    'a new password; it is asked for, or read from stdin',
    'stepgate user password admin',
  ).action(async (name: string) => (await import('../user.ts')).changePassword(loadConfig(), name));
  command(user, 'disable <name>', 'ends what the user may do, at once', 'stepgate user disable ada').action(
    async (name: string) => (await import('../user.ts')).setDisabled(loadConfig(), name, true),
  );
  command(user, 'enable <name>', 'the contrary', 'stepgate user enable ada').action(async (name: string) =>
    (await import('../user.ts')).setDisabled(loadConfig(), name, false),
  );
}

function addToken(program: Command): void {
  const token = command(program, 'token', 'API tokens, for machines', 'stepgate token list');
  command(token, 'list', 'all API tokens', 'stepgate token list --format json')
    .addOption(formatOption())
    .action(async ({ format }: { format: Format }) => (await import('../token.ts')).listTokens(loadConfig(), format));
  command(token, 'add <name>', 'a new token, which is printed this once', 'stepgate token add ci --role developer')
    .addOption(roleOption())
    .option('--expires <time>', 'ISO 8601; without it the token does not expire')
    .option('--user <name>', 'whose it is: it ends with that user', 'admin')
    .action(async (name: string, options: NewTokenOptions) =>
      (await import('../token.ts')).addToken(loadConfig(), name, options),
    );
  command(token, 'remove', 'ends a token, at once', 'stepgate token remove 7')
    .argument('<id>', 'as token list shows it', rowId)
    .action(async (id: number) => (await import('../token.ts')).removeToken(loadConfig(), id));
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
    .action(async ({ format }: { format: Format }) =>
      exit(await (await import('../audit.ts')).verifyAudit(loadConfig(), format)),
    );
}

function addRotateKey(program: Command): void {
  const description = 'wrap all keys under a new master key, while gateways run';
  command(program, 'rotate-key', description, 'stepgate rotate-key').action(async () => {
    const { rotateKey } = await import('../rotate-key.ts');
    await rotateKey(loadConfig());
  });
}

function rowId(text: string): number {
  const id = Number(text);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new InvalidArgumentError('expected a number, as stepgate token list shows it.');
}
