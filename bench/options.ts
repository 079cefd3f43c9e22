import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BenchOptions {
  /** How cost grows, in place of the comparison. */
  readonly growth: boolean;
  /** Names of cases; empty: all. */
  readonly only: readonly string[];
  /** Of each load. */
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  readonly sqlite: boolean;
  /** `mysql://…`: a server, on which databases of the benchmark's own are made and dropped. */
  readonly mysql: string | undefined;
  /** The command that starts Node-RED. */
  readonly nodeRed: string | undefined;
  /** A processor profile of each load. */
  readonly profile: boolean;
  /** Compares with the figures that are kept. */
  readonly check: boolean;
  /** Keeps the figures, and writes the document. */
  readonly write: boolean;
}

export const USAGE = `npm run bench -- [options]: Stepgate against code written by hand, in turns on one machine

  --only CASE            only this case, and writes nothing; may be repeated
  --seconds N            of each load (8; with --growth 3)
  --rounds N             (5; with --growth 3, with --profile 1)
  --connections N        (32)
  --database URL         sqlite, mysql://user:password@host:port/; may be repeated (sqlite)
  --node-red [COMMAND]   Node-RED too, started by this command (node-red)
  --profile              writes a processor profile of each load, and no figures
  --check                compares with bench/figures.json, and writes nothing: exit code 1 when a case needs over 10 % more
                         processor time, as a ratio to its peer of the same run
  --dry-run              writes nothing
  --growth               how cost grows, in place of the comparison
`;

/** The command line is wrong; the message says what is expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = parsed(withDefaultCommand(args));
  const [growth, profile, check] = [values.growth, values.profile, values.check];
  const databases = values.database ?? ['sqlite'];
  const mysql = databases.filter((url) => /^mysql:\/\/./.test(url));
  const wrong = databases.find((url) => url !== 'sqlite' && !mysql.includes(url));
  if (wrong !== undefined) throw new UsageError(`--database is "${wrong}"; expected sqlite or mysql://…`);
  if (mysql.length > 1) throw new UsageError('--database names two servers; expected one');
  if (growth && check) throw new UsageError('--check is of the comparison; leave --growth away');
  const only = values.only ?? [];
  return {
    growth,
    only,
    seconds: count('--seconds', values.seconds ?? (growth ? '3' : '8')),
    rounds: count('--rounds', values.rounds ?? (profile ? '1' : growth ? '3' : '5')),
    connections: count('--connections', values.connections ?? '32'),
    sqlite: databases.includes('sqlite'),
    mysql: mysql[0],
    nodeRed: values['node-red'],
    profile,
    check,
    write: !(check || profile || values['dry-run'] || only.length > 0),
  };
}

const FLAG = { type: 'boolean', default: false } as const;
const TEXT = { type: 'string' } as const;
const TEXTS = { type: 'string', multiple: true } as const;
const OPTIONS = {
  ...{ growth: FLAG, profile: FLAG, check: FLAG, 'dry-run': FLAG },
  ...{ only: TEXTS, database: TEXTS },
  ...{ seconds: TEXT, rounds: TEXT, connections: TEXT, 'node-red': TEXT },
};

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** `--node-red` alone means the command of that name. */
function withDefaultCommand(args: readonly string[]): string[] {
  return args.map((arg, at) =>
    arg === '--node-red' && (args[at + 1] ?? '--').startsWith('--') ? '--node-red=node-red' : arg,
  );
}

function count(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(`${name} is "${text}"; expected a whole number from 1 on`);
}
