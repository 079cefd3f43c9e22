import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { runStatuses } from '../../engine/run-status.ts';
import type { RunStatus } from '../../engine/run-status.ts';
import { METADATA_NAME } from '../../rule/metadata-limits.ts';
import type { LogsFilter } from '../source/runs-source.ts';

const METADATA = new RegExp(`^(${METADATA_NAME})=(.*)$`, 's');

/** `--url` */
export function urlOption(): Option {
  return new Option(
    '--url <url>',
    'of a running gateway, with an API token in STEPGATE_TOKEN; else the database is opened',
  );
}

/** What is typed of a filter. */
export interface FilterOptions {
  readonly method?: string;
  readonly path?: string;
  readonly ruleVersion?: string;
  readonly status?: RunStatus;
  readonly errCode?: string;
  readonly logId?: string;
  readonly start?: string;
  readonly end?: string;
  readonly minRunTime?: number;
  /** By the names of the API's filters. */
  readonly metadata?: Readonly<Record<`metadata.${string}`, string>>;
}

/** Filters of runs, as the lists of the REST API have them. */
export function addFilters(command: Command): Command {
  return command
    .option('--path <path>', 'of the request; without a leading slash a name of a rule: api/v1/register')
    .option('--method <method>', 'of the request')
    .option('--err-code <code>', 'for instance 110006')
    .option('--rule-version <version>', 'the version of the rule that ran')
    .option('--log-id <id>', 'the trace id')
    .option('--metadata <name=value>', 'what is noted of the run, as often as wanted: order=A-17', metadata)
    .addOption(new Option('--start <time>', 'not before: ISO 8601, or 15m, 2h, 3d ago').argParser(instant))
    .addOption(new Option('--end <time>', 'not after; as --start').argParser(instant));
}

/** Those of run logs only. */
export function addLogFilters(command: Command): Command {
  return addFilters(command)
    .addOption(new Option('--status <status>', 'where the run stands').choices(runStatuses))
    .addOption(new Option('--min-run-time <ms>', 'slower than so many milliseconds').argParser(wholeNumber(0)));
}

/** The filter of such options. */
export function filterOf(options: FilterOptions): LogsFilter {
  const { path, method, status, start, end } = options;
  const { errCode: err_code, ruleVersion: version, logId: log_id, minRunTime: min_run_time } = options;
  const all = { path, method, status, start, end, err_code, version, log_id, min_run_time };
  const { metadata: noted = {} } = options;
  return Object.fromEntries(Object.entries({ ...all, ...noted }).filter(([, value]) => value !== undefined));
}

function metadata(text: string, before: FilterOptions['metadata'] = {}): FilterOptions['metadata'] {
  const [, name, value] = METADATA.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('expected NAME=VALUE: order=A-17.');
  return { ...before, [`metadata.${name}`]: value };
}

/** A parser of whole numbers from `least` on. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`expected a whole number ${range}.`);
  };
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function instant(text: string): string {
  const [, number = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = unit === '' ? Date.parse(text) : Date.now() - Number(number) * (UNIT_MS[unit] ?? 0);
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new InvalidArgumentError('expected 2030-12-31T23:59:59Z, or 15m, 2h, 3d for so long ago.');
}
