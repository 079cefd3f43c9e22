import type { Clock } from '../clock.ts';
import { StepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Scope, WaitCall } from '../rule/compiled.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import { iso } from './component-record.ts';
import type { ComponentRecord } from './component-record.ts';
import type { ComponentResult } from './port.ts';
import { isResumed } from './run-start.ts';
import type { RunStart } from './run-start.ts';
import type { Completion, NewWait, Wait, WaitRepository } from './wait-port.ts';

/** The longest rest: a year. */
const LONGEST_MS = 31_536_000_000;
/** A title is a line for people. */
const TITLE_CHARACTERS = 1000;

export interface WaitDeps {
  readonly clock: Clock;
  readonly waits: WaitRepository;
  /** Where a wait of a run is called back. */
  readonly callbackUrl: (trx: string, key: string) => string;
  readonly redact: <T>(value: T) => T;
}

/** The waits of one run, while it is under way. */
export class Waiting {
  /** A run that was called in this session waits, or is suspended. */
  isForChild = false;
  readonly #deps: WaitDeps;
  readonly #start: RunStart;
  /** As they were when this session first came to one, where it is not the first session. */
  #known: Promise<ReadonlyMap<string, Wait>> | undefined;

  constructor(deps: WaitDeps, start: RunStart) {
    this.#deps = deps;
    this.#start = start;
  }

  /** @throws StepgateError 110017 nobody came in time; 110004 the time is none. */
  async wait(record: ComponentRecord, scope: Scope): Promise<ComponentResult | ComponentOutcome> {
    const { call } = record.component;
    if (call.type !== 'wait') throw new Error(`${record.named.name} is no wait`);
    const known = (await this.#before()).get(record.key);
    const wait =
      known && known.since !== null && known.status !== 'passed' ? known : await this.#open(record, call, scope);
    record.wait = wait;
    record.signal.throwIfAborted();
    if (wait.completion) return outcomeOf(call, record, wait.completion);
    const { until } = wait;
    if (until === null || until > this.#deps.clock.now()) return { kind: 'parked', dueAt: until };
    const hasPassed = await this.#deps.waits.pass(wait.trx, wait.key);
    if (call.for === 'time') return value({ at: iso(until) });
    if (hasPassed) throw passed(call, until);
    // Somebody came just now.
    this.#known = undefined;
    return this.wait(record, scope);
  }

  /** The run goes on because what it waited for has come. */
  get isWoken(): boolean {
    return this.#start.isWoken === true;
  }

  /** `{callback.NAME}`. @param keys of the waits, by name. @param around what these begin with in the run. */
  urls(keys: Readonly<Record<string, string>>, around: string): JsonObject {
    const { ids } = this.#start;
    const urls = Object.entries(keys).map(([name, key]) => [name, this.#deps.callbackUrl(ids.trx, around + key)]);
    return Object.fromEntries(urls) as JsonObject;
  }

  #before(): Promise<ReadonlyMap<string, Wait>> {
    this.#known ??= this.#read();
    return this.#known;
  }

  async #read(): Promise<ReadonlyMap<string, Wait>> {
    const { ids } = this.#start;
    if (!isResumed(this.#start)) return new Map();
    return new Map((await this.#deps.waits.of(ids.trx)).map((one) => [one.key, one]));
  }

  #open(record: ComponentRecord, call: WaitCall, scope: Scope): Promise<Wait> {
    const { rule, ids } = this.#start;
    const since = this.#deps.clock.now();
    const { timeoutMs } = record.component;
    const wait: NewWait = {
      trx: ids.trx,
      key: record.key,
      component: record.named.name,
      ...{ method: rule.method, name: rule.name, kind: call.for, roles: call.roles },
      title: call.title ? this.#deps.redact(titleOf(call.title.evaluate(scope))) : null,
      since,
      until: call.time ? timeOf(call.time, scope, since) : since + timeoutMs,
    };
    return this.#deps.waits.open(wait);
  }
}

function titleOf(title: Json): string {
  const text = typeof title === 'string' ? title : JSON.stringify(title);
  return text.slice(0, TITLE_CHARACTERS).toWellFormed();
}

/** @throws StepgateError 110004. */
function timeOf({ unit, value: template }: NonNullable<WaitCall['time']>, scope: Scope, now: number): number {
  const given = template.evaluate(scope);
  const until = unit === 'seconds' ? now + Number(asNumber(given)) * 1000 : Date.parse(asTime(given));
  if (!Number.isFinite(until)) {
    const expected = unit === 'seconds' ? 'a number of seconds' : 'an ISO 8601 time';
    throw new StepgateError('110004', `${unit} gave ${JSON.stringify(given)}, expected ${expected}`);
  }
  if (until > now + LONGEST_MS)
    throw new StepgateError('110004', `${unit} gave ${JSON.stringify(given)}, and a run waits for a year at most`);
  return Math.round(until);
}

function asNumber(given: Json): unknown {
  if (typeof given !== 'string') return typeof given === 'boolean' || given === null ? Number.NaN : given;
  return /^\s*$/.test(given) ? Number.NaN : given;
}

/** With a date, and a zone where there is a time: a time without one would be the machine's. */
const ISO = /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:?\d{2}))?$/;

function asTime(given: Json): string {
  return typeof given === 'string' && ISO.test(given) ? given.replace(' ', 'T') : '';
}

function value(body: Json): ComponentResult {
  return { kind: 'value', result: { body } };
}

function outcomeOf(
  { goesOnRejected }: WaitCall,
  { named: { name } }: ComponentRecord,
  { status, output, by }: Completion,
): ComponentResult {
  if (status === 'done' || goesOnRejected) return value(output);
  return {
    kind: 'break',
    code: '110008',
    status: 422,
    reason: `${name} was not approved${by === null ? '' : `, by ${by}`}`,
  };
}

function passed({ for: kind }: WaitCall, until: number): StepgateError {
  const what = kind === 'callback' ? 'called back' : 'approved';
  return new StepgateError('110017', `nobody ${what} before ${iso(until)}`, { retryable: false });
}
