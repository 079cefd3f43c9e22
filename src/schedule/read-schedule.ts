import type { ErrorDetail } from '../error.ts';
import { isObject } from '../json.ts';
import { stringify } from '../large/stringify.ts';
import { nearest } from '../nearest.ts';
import { nameError } from '../rule/endpoint-name.ts';
import { CronError, parseCron } from './cron.ts';
import type { StartRequest } from './port.ts';
import { MISSED, OVERLAPS } from './schedule.ts';
import type { ScheduleDocument } from './schedule.ts';
import { zoneOf } from './zone.ts';

/** What reading a schedule gives. */
export interface ReadSchedule {
  /** Undefined where there are errors. */
  readonly document: ScheduleDocument | undefined;
  readonly errors: readonly (ErrorDetail & { readonly pointer: string })[];
}

const MEMBERS = [
  ...['$schema', 'name', 'rule', 'cron', 'every', 'at', 'timezone', 'request', 'queue', 'overlap', 'missed', 'jitter'],
  ...['enabled', 'until', 'count'],
];
const REQUEST_MEMBERS = ['query', 'header', 'params', 'body'];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const NAME = /^[A-Za-z0-9._-]{1,100}$/;
const QUEUE = /^[A-Za-z0-9._-]{1,64}$/;
/** As ISO 8601 writes a time, with its distance from UTC. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/i;

const LONGEST_SECONDS = 315_360_000;
const LONGEST_JITTER = 86_400;

/** Reads a schedule as a file or a request has it. */
export function readSchedule(given: unknown): ReadSchedule {
  const errors: (ErrorDetail & { readonly pointer: string })[] = [];
  const wrong = (pointer: string, message: string, suggestion?: string): undefined => {
    errors.push({ pointer, message, ...(suggestion !== undefined && { suggestion }) });
  };
  if (!isObject(given)) {
    wrong('', 'must be an object');
    return { document: undefined, errors };
  }
  refuseUnknown(given, MEMBERS, '', wrong);
  const take = createTake(given, wrong);
  const timezone = take('timezone', isZone, 'the name of a time zone, such as Europe/Berlin') ?? 'UTC';
  const document: ScheduleDocument = {
    name: take.required('name', isMatch(NAME), '1 to 100 letters, digits, . _ and -') ?? '',
    rule: readRule(given.rule, wrong) ?? '',
    ...readTiming(given, timezone, take, wrong),
    timezone,
    request: readRequest(given.request, wrong),
    queue: take('queue', isMatch(QUEUE), '1 to 64 letters, digits, . _ and -') ?? 'scheduled',
    overlap: take('overlap', isOneOf(OVERLAPS), `one of ${OVERLAPS.join(', ')}`) ?? 'skip',
    missed: take('missed', isOneOf(MISSED), `one of ${MISSED.join(', ')}`) ?? 'once',
    jitter: take('jitter', isNumber(0, LONGEST_JITTER), `a number of seconds, 0 to ${LONGEST_JITTER}`) ?? 0,
    enabled: take('enabled', (value) => typeof value === 'boolean', 'true or false') ?? true,
    ...optional('until', timeOf(take('until', isTime, EXPECTED_TIME))),
    ...optional('count', take('count', isWhole(1, Number.MAX_SAFE_INTEGER), 'a whole number, at least 1')),
  };
  return { document: errors.length === 0 ? document : undefined, errors };
}

type Wrong = (pointer: string, message: string, suggestion?: string) => undefined;
type Is<T> = (value: unknown) => value is T;

interface Take {
  /** Undefined: it is not there, or wrong. */
  <T>(name: string, is: Is<T>, expected: string): T | undefined;
  required<T>(name: string, is: Is<T>, expected: string): T | undefined;
}

function createTake(given: Record<string, unknown>, wrong: Wrong): Take {
  const take = <T>(name: string, is: Is<T>, expected: string): T | undefined => {
    const value = given[name];
    if (value === undefined || is(value)) return value;
    return wrong(`/${name}`, `is ${shown(value)}; expected ${expected}`);
  };
  return Object.assign(take, {
    required: <T>(name: string, is: Is<T>, expected: string): T | undefined =>
      given[name] === undefined ? wrong(`/${name}`, `is required: ${expected}`) : take(name, is, expected),
  });
}

function readTiming(given: Record<string, unknown>, timezone: string, take: Take, wrong: Wrong) {
  const there = ['cron', 'every', 'at'].filter((name) => given[name] !== undefined);
  if (there.length === 0) wrong('/cron', 'is required: give cron, every or at');
  if (there.length > 1) wrong(`/${there[1] ?? ''}`, `is one too many beside ${there[0] ?? ''}: give cron, every or at`);
  const cron = take('cron', isText, 'a cron expression, such as "0 3 * * *"');
  if (cron !== undefined) checkCron(cron, timezone, wrong);
  return {
    ...optional('cron', cron),
    ...optional('every', take('every', isWhole(1, LONGEST_SECONDS), 'a whole number of seconds, at least 1')),
    ...optional('at', timeOf(take('at', isTime, EXPECTED_TIME))),
  };
}

const EXPECTED_TIME = 'a time as ISO 8601 writes it, such as 2030-12-31T23:59:59Z';

function checkCron(cron: string, timezone: string, wrong: Wrong): void {
  const zone = zoneOf(timezone);
  if (!zone) return;
  try {
    parseCron(cron, zone);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    wrong('/cron', error.message);
  }
}

function readRule(given: unknown, wrong: Wrong): string | undefined {
  const expected = 'expected the method and the name of a rule, such as "POST reports/nightly"';
  if (given === undefined) return wrong('/rule', `is required: ${expected.slice('expected '.length)}`);
  const [, method = '', name = ''] = isText(given) ? (/^(\S+) (\S+)$/.exec(given) ?? []) : [];
  if (name === '') return wrong('/rule', `is ${shown(given)}; ${expected}`);
  if (!METHODS.includes(method))
    return wrong('/rule', `has the method ${method}; expected one of ${METHODS.join(', ')}`, nearest(method, METHODS));
  const message = nameError(name);
  return message === undefined ? `${method} ${name}` : wrong('/rule', message);
}

function readRequest(given: unknown, wrong: Wrong): StartRequest {
  if (given === undefined) return {};
  if (!isObject(given)) {
    wrong('/request', 'must be an object');
    return {};
  }
  refuseUnknown(given, REQUEST_MEMBERS, '/request', wrong);
  for (const name of ['query', 'header', 'params'])
    if (given[name] !== undefined && !isObject(given[name])) wrong(`/request/${name}`, 'must be an object');
  return given;
}

function refuseUnknown(given: Record<string, unknown>, known: readonly string[], pointer: string, wrong: Wrong): void {
  for (const name of Object.keys(given).filter((one) => !known.includes(one))) {
    const suggestion = nearest(name.slice(0, 64), known);
    wrong(`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, 'is not known here', suggestion);
  }
}

function optional<K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> {
  return (value === undefined ? {} : { [name]: value }) as Partial<Record<K, T>>;
}

function timeOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : new Date(text).toISOString();
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isMatch(pattern: RegExp): Is<string> {
  return (value): value is string => isText(value) && pattern.test(value);
}

function isTime(value: unknown): value is string {
  return isText(value) && TIME.test(value) && !Number.isNaN(Date.parse(value));
}

function isZone(value: unknown): value is string {
  return isText(value) && /^[A-Za-z]/.test(value) && zoneOf(value) !== undefined;
}

function isOneOf<const T extends string>(words: readonly T[]): Is<T> {
  return (value): value is T => words.includes(value as T);
}

function isNumber(low: number, high: number): Is<number> {
  return (value): value is number => typeof value === 'number' && value >= low && value <= high;
}

function isWhole(low: number, high: number): Is<number> {
  return (value): value is number => Number.isInteger(value) && isNumber(low, high)(value);
}

function shown(value: unknown): string {
  const text = stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
