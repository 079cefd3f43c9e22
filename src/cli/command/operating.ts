import type { Command } from 'commander';
import { loadConfig } from '../../config.ts';
import { CliError, EXIT } from '../cli-error.ts';
import type { Format } from '../output.ts';
import type { ChangeOptions } from '../read-change.ts';
import type { Place } from '../source/with-source.ts';
import { command, formatOption } from './command.ts';
import type { Exit } from './command.ts';
import { addFilters, addLogFilters, filterOf, urlOption, wholeNumber } from './source-options.ts';
import type { FilterOptions } from './source-options.ts';

interface Common extends Place {
  readonly format: Format;
}

const DATA = ['--data <file>', 'a JSON object that is merged into the context first; - for stdin'] as const;
const VERSION = '--version <version>';
const MOST_LISTED = 10_000;

/** The commands of operators, on a running gateway or its database: runs, show, preview, recover, cancel, compensate, secret. */
export function addOperatingCommands(program: Command, exit: Exit): void {
  addRuns(program);
  addShow(program);
  addPreview(program);
  addRecover(program, exit);
  addCancel(program);
  addCompensate(program, exit);
  addSecret(program);
}

/** A command that looks at a gateway or its database. */
function looking(made: Command): Command {
  return made.addOption(urlOption()).addOption(formatOption());
}

function addRuns(program: Command): void {
  const example = 'stepgate runs --status suspended --path api/v1/register --start 2h';
  const runs = command(program, 'runs', 'the newest runs, kept and recorded ones', example);
  looking(addLogFilters(runs))
    .option('--count <number>', 'runs at most', wholeNumber(1, MOST_LISTED), 20)
    .option('--watch', 'print new runs as they come, until Ctrl-C', false)
    .action(async (options: Common & FilterOptions & { count: number; watch: boolean }) =>
      (await import('../runs.ts')).listRuns(loadConfig(), { ...options, filter: filterOf(options) }),
    );
}

function addShow(program: Command): void {
  const description = 'one run: what ran, what went wrong, where it stands, what to do next';
  looking(command(program, 'show <trx>', description, 'stepgate show TRX01A2…')).action(
    async (trx: string, options: Common) => (await import('../show.ts')).showRun(loadConfig(), trx, options),
  );
}

function addPreview(program: Command): void {
  const description = 'what a recovery would run, with what input; runs nothing';
  looking(command(program, 'preview <trx>', description, 'stepgate preview TRX01A2… --version active'))
    .option(...DATA)
    .option(VERSION, 'the rule it goes on with: active, or a version; without it the one that ran')
    .action(async (trx: string, options: Common & ChangeOptions) =>
      (await import('../preview.ts')).previewRun(loadConfig(), trx, options),
    );
}

interface RecoverOptions extends Common, ChangeOptions, FilterOptions {
  readonly all?: true;
  readonly limit?: number;
  readonly yes: boolean;
}

function addRecover(program: Command, exit: Exit): void {
  const description = 'recover a suspended run, or all that a filter finds; exits with 1 when one does not succeed';
  const example = 'stepgate recover TRX01A2…\n  stepgate recover --all --err-code 110007 --limit 1000';
  const recover = command(program, 'recover [trx]', description, example)
    .option('--all', 'all suspended runs that the filters find; asks first')
    .option('--limit <number>', 'with --all: the newest ones, so many at most', wholeNumber(1))
    .option('--yes', 'with --all: do not ask', false)
    .option(...DATA)
    .option(VERSION, 'the rule they go on with: active, or a version; without it the one that ran');
  looking(addFilters(recover)).action(async (trx: string | undefined, options: RecoverOptions) => {
    const filter = filterOf(options);
    if (options.all) {
      if (trx !== undefined) throw new CliError('give a trx, or --all with filters, not both', EXIT.usage);
      const { recoverAll } = await import('../recover-all.ts');
      return exit(await recoverAll(loadConfig(), { ...options, filter, limit: options.limit }));
    }
    if (trx === undefined)
      throw new CliError('name a trx, or --all; stepgate runs --status suspended lists them', EXIT.usage);
    if (Object.keys(filter).length > 0 || options.limit !== undefined || options.yes)
      throw new CliError('filters, --limit and --yes go with --all, not with a trx', EXIT.usage);
    const { recoverRun } = await import('../recover.ts');
    exit(await recoverRun(loadConfig(), trx, options));
  });
}

function addCancel(program: Command): void {
  const example = `stepgate cancel TRX01A2… --reason 'ordered twice'`;
  looking(command(program, 'cancel <trx>', 'stop a running run, or give up a suspended one', example))
    .requiredOption('--reason <text>', 'why; it is kept in the log of the run and in the audit log')
    .action(async (trx: string, options: Common & { reason: string }) =>
      (await import('../cancel.ts')).cancelRun(loadConfig(), trx, options),
    );
}

function addCompensate(program: Command, exit: Exit): void {
  const example = `stepgate compensate TRX01A2… --reason 'ordered twice'`;
  const description = 'give up a suspended or waiting run, and undo what it has done';
  looking(command(program, 'compensate <trx>', description, example))
    .requiredOption('--reason <text>', 'why; it is kept in the log of the run and in the audit log')
    .action(async (trx: string, options: Common & { reason: string }) =>
      exit(await (await import('../compensate.ts')).compensateRun(loadConfig(), trx, options)),
    );
}

function addSecret(program: Command): void {
  const secret = command(program, 'secret', 'secrets, which rules name as {secret.NAME}', 'stepgate secret list');
  looking(command(secret, 'list', 'names and lengths of all secrets', 'stepgate secret list --format json')).action(
    async (options: Common) => (await import('../secret.ts')).listSecrets(loadConfig(), options),
  );
  const description = 'add a secret or change its value, which is asked for, or read from stdin';
  looking(command(secret, 'set <name>', description, 'stepgate secret set SHOP_TOKEN < token.txt'))
    .option('--description <text>', 'what it is for')
    .action(async (name: string, options: Common & { description?: string }) =>
      (await import('../secret.ts')).setSecret(loadConfig(), name, options),
    );
  looking(command(secret, 'delete <name>', 'delete a secret', 'stepgate secret delete SHOP_TOKEN'))
    .option('--force', 'also when a rule names it', false)
    .action(async (name: string, options: Common & { force: boolean }) =>
      (await import('../secret.ts')).deleteSecret(loadConfig(), name, options),
    );
}
