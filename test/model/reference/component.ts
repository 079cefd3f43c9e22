import type { Json, JsonObject } from '../../../src/json.ts';
import type { Act, Reaction, Site } from '../program.ts';
import { WrongCondition, isTrue } from './condition.ts';
import { failure } from './ended.ts';
import type { Cached, Ended, Failure, Made, Outcome, Result, Settling, Wait } from './ended.ts';
import { ignoredOf } from './ignored.ts';
import type { Ignored } from './ignored.ts';
import type { Attempted } from './left.ts';
import type { TimesKept } from './ran.ts';
import { requestOf, scriptCallOf } from './request.ts';
import type { Resolved } from './request.ts';
import { fill, inResult, UrlError } from './template.ts';
import type { Look } from './template.ts';
import { LONG_PAUSE_MS, inOutput, timeKey, untilAgain, untilWaitMs } from './until.ts';
import { judge, readReaction } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** What is around a component: the upstream and the cache, as the reference goes through them. */
export interface Stage {
  readonly trx: string;
  readonly logId: string;
  readonly cache: Map<string, Cached>;
  /** Pauses of `until` from 5 s on are rests. */
  readonly restsLong: boolean;
  readonly now: number;
  /** What was wrong with components, by their keys. */
  readonly words: ReadonlyMap<string, string>;
  /** Calls another rule. @param key that of the call, after the trx. */
  readonly callRule?: (call: Made['call'], key: string) => Replied & { readonly nth: number };
  /** The next reaction of a site; counts. */
  react(site: Site): { readonly reaction: Reaction | Act; readonly nth: number };
}

/** What a called rule gives; `stop`: its run is suspended; `parks`: it waits. */
export type Replied =
  | { readonly reaction: Reaction }
  | { readonly failed: Failure }
  | { readonly stop: Extract<Outcome, { failure: Failure }> }
  | Parks;

interface Parks {
  readonly parks: true;
}

/** How one attempt went. `stop`: a script ended the run. */
type Attempt = Verdict | { readonly stop: Extract<Outcome, { failure: Failure }> } | Parks;

/**
 * Runs one api or script as if it were alone in its layer.
 * @param key what its Idempotency-Key says after the trx.
 */
export function runComponent(
  component: JsonObject,
  key: string,
  look: Look,
  stage: Stage,
  first: Pick<TimesKept, 'times' | 'tried'> = { times: 1, tried: 0 },
  isWoken = false,
): Ended {
  return new ComponentRun(component, key, look, stage, first).run(isWoken);
}

class ComponentRun {
  readonly #component: JsonObject;
  readonly #key: string;
  readonly #look: Look;
  readonly #stage: Stage;
  readonly #calls: Made[] = [];
  readonly #statuses: (number | null)[] = [];
  /** That of the last attempt's answer. */
  #status: number | null = null;
  #settledBy: Settling = null;
  #retries = 0;
  readonly #attempted: Attempted[] = [];
  /** Of `until`. */
  #times: number;
  #tried: number;
  #cached = false;
  #keep: Ended['keep'] = null;
  #responds: Ended['responds'] = null;

  constructor(
    component: JsonObject,
    key: string,
    look: Look,
    stage: Stage,
    { times, tried }: Pick<TimesKept, 'times' | 'tried'>,
  ) {
    this.#times = times;
    this.#tried = tried + 1;
    this.#component = component;
    this.#key = key;
    this.#look = look;
    this.#stage = stage;
  }

  /** @param isWoken whether it runs is not asked again. */
  run(isWoken: boolean): Ended {
    const { condition } = this.#component;
    if (typeof condition === 'string' && !isWoken) {
      try {
        if (!isTrue(condition, this.#look)) return this.#ended({ kind: 'skipped' });
      } catch (error) {
        if (error instanceof WrongCondition) return this.#fail(failure('110004'));
        throw error;
      }
    }
    for (;;) {
      const attempt = this.#attempts();
      if ('stop' in attempt) return this.#ended(attempt.stop, attempt.stop.failure.code);
      if ('parks' in attempt) return this.#ended({ kind: 'parked', dueAt: null });
      if (attempt.failed) return this.#fail(attempt.failed);
      const output = this.#outputOf(attempt.result);
      const { type } = this.#component;
      const again = untilAgain(
        this.#component,
        type === 'script' ? inOutput(output) : inResult(attempt.result),
        this.#tried,
      );
      if (again === 'holds') return this.#ended({ kind: 'value', output });
      if (typeof again === 'object') return this.#fail(again);
      const pauseMs = untilWaitMs(this.#component);
      if (this.#stage.restsLong && pauseMs >= LONG_PAUSE_MS)
        return this.#ended({ kind: 'parked', dueAt: this.#stage.now + pauseMs });
      this.#waits({ exactMs: pauseMs });
      this.#times += 1;
      this.#tried += 1;
    }
  }

  #outputOf(result: Result): Json {
    const { outputData } = this.#component;
    return outputData === undefined ? result.body : fill(outputData, inResult(result));
  }

  get #place(): { readonly trx: string; readonly logId: string; readonly key: string } {
    const { trx, logId } = this.#stage;
    return { trx, logId, key: timeKey(this.#key, this.#times) };
  }

  /** After the last call. */
  #waits(wait: Wait): void {
    const last = this.#calls.at(-1);
    if (last && !this.#cached) this.#calls[this.#calls.length - 1] = { ...last, wait };
  }

  #ended(outcome: Outcome, errorCode: string | null = null, ignored: Ignored | null = null): Ended {
    return {
      component: this.#component,
      name: this.#component.name as string,
      outcome,
      calls: this.#calls,
      statuses: this.#statuses,
      settledBy: this.#settledBy,
      retries: this.#retries,
      attempts: this.#attempted,
      errorCode,
      ignored,
      cached: this.#cached,
      keep: this.#keep,
      responds: this.#responds,
    };
  }

  #fail(failed: Failure): Ended {
    const { ignoreError, fallback = null } = this.#component;
    if (ignoreError !== true) return this.#ended({ kind: 'failed', failure: failed }, failed.code);
    const ignored = ignoredOf(failed, this.#key, this.#stage.words, this.#status);
    return this.#ended({ kind: 'value', output: fill(fallback, this.#look) }, failed.code, ignored);
  }

  /** All attempts; gives the last one. */
  #attempts(): Attempt {
    const most = Number(this.#component.retryMaxCount ?? 0);
    const mostMs = Number(this.#component.retryMaxWait ?? 10) * 1000;
    for (let retry = 1; ; retry++) {
      const calls = this.#calls.length;
      this.#status = null;
      const attempt = this.#attempt();
      if (this.#calls.length > calls) this.#noteAttempt(attempt);
      if ('stop' in attempt || 'parks' in attempt || !attempt.failed?.retryable || retry > most) return attempt;
      this.#retries += 1;
      this.#waits(waitOf(attempt.failed, retry, mostMs));
    }
  }

  #attempt(): Attempt {
    const { type, expression, input = null } = this.#component;
    if (type === 'script') return this.#callScript();
    if (type !== 'transform') return this.#callApi();
    // Of JSONata the programs know two expressions.
    return expression === '$' ? { result: { body: fill(input, this.#look) } } : { failed: failure('110002') };
  }

  #noteAttempt(attempt: Attempt): void {
    const isOver = !('stop' in attempt) && !('parks' in attempt);
    const mayHave = isOver && (attempt.failed === undefined || attempt.failed.uncertain === true);
    this.#attempted.push({ answer: this.#settledBy ?? '', mayHave });
  }

  #callApi(): Attempt {
    const request = this.#request();
    if (request === undefined) return { failed: failure('110004') };
    if ('unsendable' in request) {
      this.#statuses.push(null);
      return { failed: failure('110007') };
    }
    const { call, cacheKey } = request;
    const isCache = this.#component.isCache === true;
    const found = isCache ? this.#stage.cache.get(cacheKey) : undefined;
    this.#cached = found !== undefined;
    if (found) {
      this.#settledBy = found.settledBy;
      this.#status = found.result.status ?? null;
      return judge(this.#component, found.result);
    }
    const reaction = this.#component.type === 'rule' ? this.#callRule(call) : (this.#call(call) as Reaction);
    this.#status = 'reaction' in reaction || 'status' in reaction ? (reaction as { status: number }).status : null;
    if ('failed' in reaction || 'stop' in reaction || 'parks' in reaction) return reaction;
    this.#statuses.push(this.#status);
    const read = readReaction(this.#component, reaction);
    if (read.failed) return read;
    const verdict = judge(this.#component, read.result);
    if (isCache && verdict.result) this.#keep = { key: cacheKey, result: verdict.result };
    return verdict;
  }

  #callRule(call: Made['call']): Reaction | Exclude<Replied, { readonly reaction: Reaction }> {
    const replied = this.#stage.callRule?.(call, this.#place.key);
    if (!replied) throw new Error('a rule is called where none can be');
    this.#settledBy = `${call.site}#${replied.nth}`;
    this.#calls.push({ call, wait: null, times: this.#times });
    if ('reaction' in replied) return replied.reaction;
    if ('stop' in replied) return { stop: replied.stop };
    if ('parks' in replied) return replied;
    this.#statuses.push(null);
    return { failed: replied.failed };
  }

  /** Undefined: its URL lacks a part. */
  #request(): Resolved | undefined {
    try {
      return requestOf(this.#component, this.#place, this.#look);
    } catch (error) {
      if (error instanceof UrlError) return undefined;
      throw error;
    }
  }

  #callScript(): Attempt {
    const { respond, end } = this.#call(scriptCallOf(this.#component, this.#place, this.#look)) as Act;
    if (respond !== undefined && this.#settledBy !== null) {
      this.#responds ??= { value: respond, by: this.#settledBy };
    }
    if ('value' in end) return { result: { body: end.value } };
    if ('throws' in end) {
      const isUpstream = end.throws === 'upstream';
      return { failed: failure(isUpstream ? '110007' : '110002', { retryable: isUpstream }) };
    }
    if ('suspend' in end) {
      const { code, reason } = end.suspend;
      return { stop: { kind: 'suspend', failure: { code, status: 500, retryable: false, message: reason } } };
    }
    const { code, status, reason } = end.break;
    return { stop: { kind: 'break', failure: { code, status, retryable: false, message: reason } } };
  }

  #call(call: Made['call']): Reaction | Act {
    const { reaction, nth } = this.#stage.react(call.site);
    this.#settledBy = `${call.site}#${nth}`;
    this.#calls.push({ call, wait: null, times: this.#times });
    return reaction;
  }
}

function waitOf(failed: Failure, retry: number, mostMs: number): Wait {
  if (failed.retryAfterMs !== undefined) return { exactMs: Math.min(failed.retryAfterMs, mostMs) };
  return { mostMs: Math.min(mostMs, 100 * 2 ** (retry - 1)) };
}
