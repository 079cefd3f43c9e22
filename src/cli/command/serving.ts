import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { loadConfig } from '../../config.ts';
import type { WorkerScope } from '../../engine/queue-port.ts';
import { QUEUE_NAME } from '../../rule/queue-types.ts';
import type { CheckOptions } from '../check.ts';
import type { Format } from '../output.ts';
import type { RunOnceOptions } from '../run-once.ts';
import { command, formatOption, jsonOption } from './command.ts';
import type { Exit } from './command.ts';

/** The commands about running rules: init, start, check, run, openapi. */
export function addServingCommands(program: Command, exit: Exit): void {
  addInit(program);
  addStart(program);
  addWorker(program);
  addCheck(program, exit);
  addRun(program, exit);
  addOpenApi(program);
}

function addInit(program: Command): void {
  const description = 'make a folder to begin with: sample rule and script, .env, schema, README; overwrites nothing';
  command(program, 'init [dir]', description, 'stepgate init shop')
    .addOption(formatOption())
    .action(async (folder: string | undefined, options: { format: Format }) =>
      (await import('../init.ts')).initFolder(folder ?? '.', options),
    );
}

function addStart(program: Command): void {
  command(program, 'start', 'start the gateway', 'PORT=8080 stepgate start --watch')
    .option('--watch', 'load rule and script files again as they change', false)
    .option('--no-worker', 'only serve: other processes take the runs from the queues')
    .action(async (options: { watch: boolean; worker: boolean }) => {
      const { start } = await import('../start.ts');
      await start(loadConfig(), options);
    });
}

function addWorker(program: Command): void {
  const description = 'only take runs from queues; health and metrics are on WORKER_PORT';
  command(program, 'worker', description, 'stepgate worker --queues background,reports --concurrency 4')
    .option('--queues <names>', 'these only, separated by commas; all by default', queueNames)
    .option('--concurrency <n>', "runs under way in each; the queue's by default", wholeNumber)
    .action(async (options: WorkerScope) => {
      const { runWorker } = await import('../worker.ts');
      await runWorker(loadConfig(), options);
    });
}

function queueNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !new RegExp(QUEUE_NAME).test(name));
  if (wrong === undefined) return names;
  throw new InvalidArgumentError(`${JSON.stringify(wrong)} is no name of a queue: 1 to 64 of A-Z a-z 0-9 . _ -`);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 1000) return number;
  throw new InvalidArgumentError('expected a whole number from 1 to 1000');
}

function addCheck(program: Command, exit: Exit): void {
  const description = 'check rule and script files; without paths, those of the two folders';
  command(program, 'check [paths...]', description, 'stepgate check rules scripts/demo --strict')
    .option('--strict', 'exit with 1 on warnings too', false)
    .addOption(formatOption())
    .action(async (paths: string[], options: CheckOptions) => {
      const { check } = await import('../check.ts');
      exit(await check(loadConfig(), paths, options));
    });
}

function addRun(program: Command, exit: Exit): void {
  const collect = (line: string, lines: string[]): string[] => [...lines, line];
  const description = 'one run of one rule, without a gateway: prints the answer, and a tree of what ran';
  const example = `echo '{"phone":"13800000000","name":"Ada"}' | stepgate run POST api/v1/register --body -`;
  command(program, 'run <method> <name>', description, example)
    .option('--body <file>', 'what is sent; - for stdin')
    .option('--header <line>', '"name: value"; may be given more than once', collect, [])
    .addOption(formatOption())
    .action(async (method: string, name: string, options: RunOnceOptions) => {
      const { runOnce } = await import('../run-once.ts');
      exit(await runOnce(loadConfig(), method, name, options));
    });
}

function addOpenApi(program: Command): void {
  command(program, 'openapi', 'print the OpenAPI document of the configured endpoints', 'stepgate openapi > api.json')
    .addOption(jsonOption())
    .action(async () => (await import('../openapi.ts')).printOpenApi(loadConfig()));
}
