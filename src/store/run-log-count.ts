import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';
import { cutAt } from './cut-at.ts';
import type { Cut, Stretch } from './cut-at.ts';
import type { Database } from './database.ts';
import { countOf } from './page.ts';
import { readBy } from './read-by.ts';
import { ANY_TIME, DAY_MS, HOURS_OF_DAY, dayOf, dayOfRow, firstBriefest } from './run-day.ts';
import { indexFor, logsBy } from './run-log-filter.ts';
import type { Alone } from './run-log-filter.ts';
import { HOUR_MS, pathColumn, wordColumn } from './run-log-row.ts';
import type { RunLogFilter } from './store.ts';

/*
 * How many logs a filter finds is known day by day, so that a page far back is found without a look at what is newer:
 *
 *   whole days      version or path: the tally     else: run_day; a minimal run time that lies between two of its
 *                                                   counts: and the rows between them
 *   ends of days    whole hours: the tally, the rest by rows; with a minimal run time all by rows
 *
 * The tally does not know run times, nor the paths of rules with parameters, which have an index of their own. Neither
 * knows trx and log id, which have few rows.
 */

/** Rows that are looked at sooner than the counts are asked for better. */
const FEW = 20_000;

/** A stretch of time and how many logs a filter finds in it. */
export interface Counted extends Stretch {
  readonly runs: number;
}

export interface LogCounts {
  /** The newest first; stretches without any may be left out. */
  readonly found: readonly Counted[];
  readonly alone: Alone;
  /** How many days the filter touches that have logs. */
  readonly days: number;
}

/** How many logs a filter finds in each stretch of the time. */
export async function countLogs(db: Database, filter: RunLogFilter): Promise<LogCounts> {
  if (filter.trx !== undefined || filter.logId !== undefined) {
    const runs = await countOf(logsBy(db, indexFor(filter, {}, 1), filter));
    return { found: [{ ...stretchOf(filter), runs }], alone: {}, days: 1 };
  }
  const isOfRule = filter.version !== undefined || filter.path !== undefined;
  const ofRule = isOfRule ? await readDaysOfRule(db, filter) : [];
  const rule = sumOf(ofRule, 'runs');
  // Where the rule leaves few, nothing is read by another index.
  const days = isOfRule && (rule <= FEW || isAlone(filter)) ? [] : await readDays(db, filter);
  const alone = { ...sumsOf(days, filter), ...(isOfRule && { rule }) };
  const counts = { alone, days: Math.max(1, days.length, ofRule.length) };
  const { whole, edges } = cutAt(DAY_MS, filter);
  if (isOfRule && filter.minRunTime !== undefined) {
    const rows = await countRowsByDay(db, filter, indexFor(filter, alone, 1));
    return { ...counts, found: rows.map((row) => ({ ...clipped(row.day, filter), runs: row.runs })).sort(newestFirst) };
  }
  const byDay = added(isOfRule ? ofRule : [...days, ...(await countBetween(db, filter))]);
  const atEnds = await Promise.all(
    edges.map(async (edge) => ({ ...edge, runs: await countEdge(db, filter, edge, counts, byDay) })),
  );
  return { ...counts, found: [...withinWhole(byDay, whole), ...atEnds].sort(newestFirst) };
}

interface Day {
  /** The epoch hour at which it begins. */
  readonly day: number;
  /** That the filter finds. */
  readonly matched: number;
}

type DayRow = Day & Required<Omit<Alone, 'rule'>>;
type DayOfTimes = Pick<DayRow, 'day' | 'runTime' | 'matched'>;
type Parts = Readonly<Record<'method' | 'status' | 'errCode', RawBuilder<SqlBool> | undefined>>;

/** What a filter says, apart from the rule and times, of a row of `run_day`, or of the tally. */
function partsOf({ method, status, errCode }: RunLogFilter): Parts {
  return {
    method: method === undefined ? undefined : sql`method = ${method}`,
    status: status === undefined ? undefined : sql`status = ${status}`,
    errCode: errCode === undefined ? undefined : sql`err_code = ${wordColumn(errCode)}`,
  };
}

function isAlone(filter: RunLogFilter): boolean {
  return filter.minRunTime === undefined && Object.values(partsOf(filter)).every((part) => part === undefined);
}

function runsWhere(parts: readonly (RawBuilder<SqlBool> | undefined)[]): RawBuilder<number> {
  const all = parts.filter((part) => part !== undefined);
  if (all.length === 0) return sql<number>`sum(runs)`;
  return sql<number>`sum(case when ${sql.join(all, sql` and `)} then runs else 0 end)`;
}

async function readDays(db: Database, filter: RunLogFilter): Promise<DayRow[]> {
  const parts = partsOf(filter);
  const { method, status, errCode } = parts;
  let days = db.read.selectFrom('run_day').where('briefest', '=', ANY_TIME);
  // What a run time leaves is asked of all times: its index is not in their order.
  const touched = filter.minRunTime === undefined ? touchedHours(filter) : {};
  if (touched.first !== undefined) days = days.where('day', '>=', touched.first);
  if (touched.last !== undefined) days = days.where('day', '<=', touched.last);
  const all = await days
    .select(['day', sql<number>`sum(runs)`.as('all'), sql<number>`sum(runs)`.as('runTime')])
    .select([runsWhere([method]).as('method'), runsWhere([status]).as('status'), runsWhere([errCode]).as('errCode')])
    .select(runsWhere(Object.values(parts)).as('matched'))
    .groupBy('day')
    .execute();
  return filter.minRunTime === undefined ? all : withRunTimes(db, parts, firstBriefest(filter.minRunTime), all);
}

/** From here on the counts of longer runs are fewer than those of shorter ones. */
const MANY_ARE_SHORTER = 300;

/** The days, with those runs only that are counted from `first` on. */
async function withRunTimes(db: Database, parts: Parts, first: number, all: readonly DayRow[]): Promise<DayRow[]> {
  const longer = first >= MANY_ARE_SHORTER;
  const counts = db.read.selectFrom('run_day').where('briefest', longer ? '>=' : '<', first);
  const rows: DayOfTimes[] = await counts
    .where('briefest', '>', ANY_TIME)
    .select(['day', sql<number>`sum(runs)`.as('runTime'), runsWhere(Object.values(parts)).as('matched')])
    .groupBy('day')
    .execute();
  const days = new Map(rows.map((row) => [row.day, row]));
  return all.map((day) => {
    const { runTime, matched } = days.get(day.day) ?? { runTime: 0, matched: 0 };
    if (longer) return { ...day, runTime, matched };
    return { ...day, runTime: day.all - runTime, matched: day.matched - matched };
  });
}

/** The days of one version or path; `runs`: whatever else the filter says. */
async function readDaysOfRule(db: Database, filter: RunLogFilter): Promise<(Day & { readonly runs: number })[]> {
  const { version, path } = filter;
  const touched = touchedHours(filter);
  let tally = readBy(db, 'run_tally', version === undefined ? 'run_tally_by_path' : 'run_tally_by_version');
  if (version !== undefined) tally = tally.where('version', '=', version);
  if (path !== undefined) tally = tally.where('path', '=', pathColumn(path));
  if (touched.first !== undefined) tally = tally.where('hour', '>=', touched.first);
  if (touched.last !== undefined) tally = tally.where('hour', '<', touched.last + HOURS_OF_DAY);
  const { method, status, errCode } = partsOf(filter);
  const days = tally
    .select([dayOfRow.as('day'), sql<number>`sum(runs)`.as('runs'), runsWhere([method, status, errCode]).as('matched')])
    .groupBy(dayOfRow);
  const [told, varied] = await Promise.all([days.execute(), countVariedByDay(db, filter)]);
  return [...told, ...varied.map((day) => ({ ...day, matched: day.runs }))];
}

async function countVariedByDay(db: Database, filter: RunLogFilter): Promise<RowsOfDay[]> {
  return filter.path === undefined ? [] : rowsByDay(variedLogs(db, filter, filter.path));
}

interface RowsOfDay {
  readonly day: number;
  readonly runs: number;
}

function countRowsByDay(db: Database, filter: RunLogFilter, by: ReturnType<typeof indexFor>): Promise<RowsOfDay[]> {
  return rowsByDay(logsBy(db, by, filter));
}

const dayOfStart = sql<number>`start_at - start_at % ${sql.lit(DAY_MS)}`;

async function rowsByDay(found: ReturnType<typeof logsBy>): Promise<RowsOfDay[]> {
  const days = found.select([dayOfStart.as('begin'), (eb) => eb.fn.countAll<number>().as('runs')]).groupBy(dayOfStart);
  return (await days.execute()).map(({ begin, runs }) => ({ day: begin / HOUR_MS, runs }));
}

/** Logs whose run time is one between the filter's and the first that `run_day` counts from. */
async function countBetween(db: Database, filter: RunLogFilter): Promise<Day[]> {
  const { minRunTime } = filter;
  if (minRunTime === undefined || firstBriefest(minRunTime) === minRunTime) return [];
  const found = logsBy(db, 'by_run_time', filter).where('run_time', '<', firstBriefest(minRunTime));
  return (await rowsByDay(found)).map(({ day, runs }) => ({ day, matched: runs }));
}

/** How many logs a filter finds in a part of a day. */
async function countEdge(
  db: Database,
  filter: RunLogFilter,
  edge: Stretch,
  { alone, days }: Omit<LogCounts, 'found'>,
  byDay: ReadonlyMap<number, number>,
): Promise<number> {
  const byRows = (stretch: Stretch, part: number): Promise<number> =>
    countOf(logsBy(db, indexFor(filter, alone, part), { ...filter, ...stretch }));
  if (filter.minRunTime !== undefined) {
    const rest = shorterRestOfDay(edge);
    if (!rest) return byRows(edge, 1 / days);
    const whole = byDay.get(dayOf(Math.floor(rest.start / HOUR_MS))) ?? 0;
    // Not one moment's: what is written between the two reads is in one of them only.
    return Math.max(0, whole - (await byRows(rest, 1 / days)));
  }
  const { whole, edges } = cutAt(HOUR_MS, edge);
  const counts = edges.map((part) => byRows(part, 1 / days / HOURS_OF_DAY));
  if (whole) counts.push(countHours(db, filter, whole), countVaried(db, filter, whole));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** What is left of the day whose beginning or end a stretch is, where that is less. */
function shorterRestOfDay({ start = 0, end = Infinity }: Stretch): Required<Stretch> | undefined {
  const begin = start - (start % DAY_MS);
  const last = begin + DAY_MS - 1;
  if (end - start < DAY_MS / 2 || end > last) return undefined;
  if (end === last) return { start: begin, end: start - 1 };
  return start === begin ? { start: end + 1, end: last } : undefined;
}

type Whole = NonNullable<Cut['whole']>;

async function countHours(db: Database, filter: RunLogFilter, { first, last }: Whole): Promise<number> {
  let found = db.read.selectFrom('run_tally').where('hour', '>=', first).where('hour', '<=', last);
  if (filter.path !== undefined) found = found.where('path', '=', pathColumn(filter.path));
  if (filter.version !== undefined) found = found.where('version', '=', filter.version);
  const runs = runsWhere(Object.values(partsOf(filter))).$castTo<number | null>();
  return (await found.select(runs.as('runs')).executeTakeFirstOrThrow()).runs ?? 0;
}

async function countVaried(db: Database, filter: RunLogFilter, { first, last }: Whole): Promise<number> {
  if (filter.path === undefined) return 0;
  const found = variedLogs(db, filter, filter.path);
  return countOf(found.where('hour', '>=', first).where('hour', '<=', last));
}

/** Logs of rules with parameters, by their path, of all times. */
function variedLogs(db: Database, { method, version, status, errCode }: RunLogFilter, path: string) {
  const rest = {
    ...(method !== undefined && { method }),
    ...(version !== undefined && { version }),
    ...(status !== undefined && { status }),
    ...(errCode !== undefined && { errCode }),
  };
  return logsBy(db, 'by_varied_path', rest).where('varied_path', '=', pathColumn(path));
}

/** The days that a filter's time touches, by the hours at which they begin. */
function touchedHours({ start, end }: RunLogFilter): { readonly first?: number; readonly last?: number } {
  return {
    ...(start !== undefined && { first: dayOf(Math.floor(start / HOUR_MS)) }),
    ...(end !== undefined && { last: dayOf(Math.floor(end / HOUR_MS)) }),
  };
}

/** How many logs each day has, by the hour at which it begins. */
function added(days: readonly Day[]): ReadonlyMap<number, number> {
  const runs = new Map<number, number>();
  for (const { day, matched } of days) runs.set(day, (runs.get(day) ?? 0) + matched);
  return runs;
}

function withinWhole(byDay: ReadonlyMap<number, number>, whole: Cut['whole']): Counted[] {
  if (!whole) return [];
  const inside = [...byDay].filter(([day]) => day / HOURS_OF_DAY >= whole.first && day / HOURS_OF_DAY <= whole.last);
  return inside.map(([day, runs]) => ({ ...clipped(day, {}), runs }));
}

/** A day, as far as the filter covers it. */
function clipped(day: number, { start, end }: RunLogFilter): Required<Stretch> {
  const begin = day * HOUR_MS;
  return { start: Math.max(begin, start ?? begin), end: Math.min(begin + DAY_MS - 1, end ?? Infinity) };
}

function stretchOf({ start, end }: RunLogFilter): Stretch {
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}

function newestFirst(a: Stretch, b: Stretch): number {
  return (b.end ?? 0) - (a.end ?? 0);
}

function sumOf<K extends string>(rows: readonly Readonly<Record<K, number>>[], column: K): number {
  return rows.reduce((sum, row) => sum + row[column], 0);
}

function sumsOf(days: readonly DayRow[], filter: RunLogFilter): Alone {
  if (days.length === 0) return {};
  const { method, status, errCode } = partsOf(filter);
  return {
    all: sumOf(days, 'all'),
    ...(method && { method: sumOf(days, 'method') }),
    ...(status && { status: sumOf(days, 'status') }),
    ...(errCode && { errCode: sumOf(days, 'errCode') }),
    ...(filter.minRunTime !== undefined && { runTime: sumOf(days, 'runTime') }),
  };
}
