import type { JsonObject } from '../../../src/json.ts';
import type { SeenCall, SeenReply, SeenSubRun, Witnessed } from '../observation.ts';
import type { Document, Site } from '../program.ts';
import { ask, replyOf } from './called.ts';
import { runComponent } from './component.ts';
import type { Replied } from './component.ts';
import { childFailure, failure } from './ended.ts';
import type { Failure } from './ended.ts';
import type { Expected, ExpectedCall } from './expected.ts';
import type { Span } from './inside.ts';
import { leafLeft } from './left.ts';
import type { Inside, Ran, TimesKept, Where } from './ran.ts';
import { ReferenceRun } from './run.ts';
import { inContext } from './template.ts';

/** What is expected of the call of another rule. */
export interface ExpectedSubRun {
  /** What its caller gets; null: a failure that is its own. Undefined: its caller had ended before. */
  readonly reply: SeenReply | null | undefined;
  /** Its answer is kept, as the engine says. */
  readonly isKept?: boolean;
  /** Its caller was stopped at the moment at which it was answered, or before. */
  readonly isLate?: true;
  /** The run that began with it. */
  readonly run: {
    readonly trx: string;
    /** The trx of the run that called it, and the key of the call. */
    readonly caller: string;
    readonly key: string;
    readonly method: string;
    readonly document: Document;
    readonly component: string;
    readonly expected: Expected;
    /** As it is then. */
    readonly child: ReferenceRun;
  } | null;
}

/** Runs inside each other, the outermost counted. */
const DEEPEST = 8;

/** Runs a component that runs another rule. */
export function runRule(
  component: JsonObject,
  where: Where,
  context: JsonObject,
  first: TimesKept,
  span: Span,
  around: Inside,
): Ran {
  const calls = new RuleCalls(where, context, span, around);
  const ended = runComponent(
    component,
    where.key,
    inContext(context),
    {
      ...{ ...around, cache: new Map() },
      react: () => {
        throw new Error('a rule is no upstream');
      },
      callRule: (call, key) => calls.call(call, key),
    },
    first,
    span.isWoken,
  );
  const { time, begun } = calls;
  const { cut } = span;
  const settled = time <= cut;
  const timeOf = (answer: string): number => calls.answered.get(answer) ?? Infinity;
  const seen = { timeOf, isMade: around.isMade };
  const isTold = component.compensate !== undefined && around.toldLeft.get(where.key)?.outcome === 'unknown';
  return {
    outcome: settled ? ended.outcome : null,
    time: settled ? time : cut,
    calls: calls.made,
    errorCode: settled ? ended.errorCode : null,
    failedAt: null,
    part: undefined,
    leaf: ended,
    ignored: (settled ? ended.ignored : null) ?? undefined,
    // Of one that ends as it is stopped only the engine knows which came first.
    left: time === cut && isTold ? { outcome: 'unknown' } : leafLeft(ended, settled ? undefined : cut, seen),
    // One that waits for a run is no pause of `until`.
    rests: settled && ended.outcome.kind === 'parked' && ended.outcome.dueAt !== null,
    times: ended.calls[begun - 1]?.times ?? first.times,
  };
}

/** Of the calls of one site, without those that an abort has prevented: a further run begins where they end. */
function asFarAsMade(calls: readonly ExpectedCall[], trx: string, { calls: seen }: Witnessed): readonly ExpectedCall[] {
  const isOwn = ({ header }: SeenCall): boolean =>
    header.trx === trx || header['idempotency-key']?.startsWith(trx) === true;
  const own = calls.filter(({ call }) => isOwn(call));
  const made = seen.filter((call) => call.site === own[0]?.call.site && isOwn(call)).length;
  const prevented = own.slice(made).filter(({ certain }) => !certain);
  return calls.filter((one) => !prevented.includes(one));
}

/** A run as a process has left it that died. */
interface Left {
  readonly child: ReferenceRun;
  readonly expected: Expected;
  readonly isKept: boolean;
}

/** What has become of a call. `time`: when its caller hears of it, in answers; Infinity: never. */
interface Played {
  readonly sub: ExpectedSubRun;
  readonly reply: SeenReply | null;
  /** It is suspended for that. */
  readonly suspended?: Failure;
  /** It rests for that. */
  readonly parks?: true;
  readonly time: number;
  readonly calls: Ran['calls'];
  readonly hasSucceeded: boolean;
}

/** The calls of one component, one after another. */
class RuleCalls {
  /** When the last one was over. */
  time: number;
  begun = 0;
  /** When which of them was answered. */
  readonly answered = new Map<string, number>();
  readonly #where: Where;
  readonly #context: JsonObject;
  readonly #cut: number;
  readonly #isWoken: boolean;
  readonly #around: Inside;
  readonly #calls: { readonly at: number; readonly end?: number; readonly made: Ran['calls'][number] }[] = [];
  /** What the last one was answered whose run has succeeded: a further call with its key is answered the same. */
  #former: { readonly key: string; readonly reply: SeenReply } | undefined;

  constructor(where: Where, context: JsonObject, { start, cut, isWoken = false }: Span, around: Inside) {
    this.#isWoken = isWoken;
    this.#where = where;
    this.#context = context;
    this.time = start;
    this.#cut = cut;
    this.#around = around;
  }

  /** Of what happens at the moment at which all is stopped nobody knows what was first. */
  get made(): Ran['calls'] {
    const isCut = (at: number): boolean => this.#cut !== Infinity && at >= this.#cut;
    return this.#calls.map(({ at, end = 0, made }) => {
      const { sub } = made;
      const certain = made.certain && !isCut(at);
      return { ...made, certain, ...(sub && isCut(end) && { sub: { ...sub, isLate: true } }) };
    });
  }

  call(call: SeenCall, key: string): Replied & { readonly nth: number } {
    const { site } = call;
    const nth = this.#madeOf(site) + 1;
    const at = this.time;
    if (at > this.#cut) return { failed: failure('110010'), nth };
    this.begun += 1;
    const seen = this.#around.subRunAt(site, nth);
    const index = this.#calls.length;
    this.#calls.push({ at, made: { call, wait: null, certain: true } });
    const played =
      this.#joined(key) ?? this.#rests(key) ?? this.#recover(call, key, seen) ?? this.#play(call, key, seen);
    this.#calls[index] = { at, end: played.time, made: { call, wait: null, certain: true, sub: played.sub } };
    this.#calls.push(...played.calls.map((made) => ({ at, made })));
    this.time = played.time;
    this.answered.set(`${site}#${nth}`, played.time);
    const { reply, suspended } = played;
    if (played.parks) return { parks: true, nth };
    if (suspended) return { stop: { kind: 'child', failure: suspended }, nth };
    if (reply && played.hasSucceeded) this.#former = { key, reply };
    if (!reply) return { failed: failure(played.time === Infinity ? '110010' : '110019'), nth };
    return { reaction: { ...reply, header: reply.headers as Record<string, string> }, nth };
  }

  /** How often a site was called before. */
  #madeOf(site: Site): number {
    return this.#around.made(site) + this.#calls.filter(({ made }) => made.call.site === site).length;
  }

  #joined(key: string): Played | undefined {
    const reply = this.#former?.key === key ? this.#former.reply : this.#around.former.joined.get(key);
    return reply && { sub: { reply, run: null }, reply, time: this.time, calls: [], hasSucceeded: true };
  }

  /** One that waits goes on waiting; where it has ended without success its caller does not call again by itself. */
  #rests(key: string): Played | undefined {
    const { resting, over } = this.#around.former;
    const nothing = { reply: null, time: this.time, calls: [], hasSucceeded: false };
    const sub = { reply: null, run: null };
    if (resting.has(key)) return { ...nothing, sub, parks: true };
    const suspended = this.#isWoken && this.begun === 1 ? over.get(key) : undefined;
    return suspended && { ...nothing, sub, suspended };
  }

  /** A run that is suspended goes on first. */
  #recover(call: SeenCall, key: string, seen: SeenSubRun | null): Played | undefined {
    const before = this.#around.former.children.get(key);
    if (!before) return undefined;
    const { run = null } = seen ?? {};
    const again = (): ReferenceRun => {
      const child = before.copy((site) => this.#madeOf(site), this.#around);
      child.know(this.#around);
      return child;
    };
    const child = again();
    const played = child.goesOn(this.time, this.#cut, this.#around.seen, run);
    return this.#came(call, key, child, played, this.#left(again, seen, true));
  }

  /** What is there of a run whose process has died; undefined: none did. */
  #left(begin: () => ReferenceRun, seen: SeenSubRun | null, isAgain: boolean): Left | undefined {
    const { seen: session } = this.#around;
    if (session.writes === undefined) return undefined;
    const child = begin();
    const expected = child.diesAsCalled(this.time, session, seen?.run ?? null, isAgain);
    return { child, expected, isKept: seen?.isKept ?? false };
  }

  #play(call: SeenCall, key: string, seen: SeenSubRun | null): Played {
    const { depth, rules, world, logId, isMade, subRunAt } = this.#around;
    const [time, nothing] = [this.time, { calls: [], hasSucceeded: false }];
    if (depth >= DEEPEST) return { sub: { reply: null, run: null }, reply: null, time, ...nothing };
    const document = rules.get(call.site.split('~')[0] ?? '');
    const trx = seen?.run?.trx ?? (seen?.answer?.headers.trx as string | undefined) ?? '';
    const { ip } = this.#context.request as { readonly ip?: string };
    const asked = ask(document, call, ip ?? '', { trx, logId }, seen);
    if (!document || 'refused' in asked) {
      const reply = 'refused' in asked ? asked.refused : null;
      return { sub: { reply, run: null }, reply, time, ...nothing };
    }
    const made = (site: Site): number => this.#madeOf(site);
    const { request } = asked;
    const begin = (): ReferenceRun => {
      const child = new ReferenceRun(document, { ...world, request }, { trx, logId }, new Map(), {
        ...{ rules, made, depth: depth + 1, outer: { isMade, subRunAt } },
      });
      child.know(this.#around);
      return child;
    };
    const child = begin();
    const played = child.called(time, this.#cut, this.#around.seen, seen?.run ?? null);
    return this.#came(call, key, child, played, this.#left(begin, seen, false));
  }

  /** What a run has come to. */
  #came(
    call: SeenCall,
    key: string,
    child: ReferenceRun,
    { expected, time }: ReturnType<ReferenceRun['called']>,
    left: Left | undefined,
  ): Played {
    const { trx, document } = child;
    const { isKept = false, ...then } = left ?? { expected, child };
    const { method } = call;
    const run = { trx, caller: this.#around.trx, key, method, document, component: this.#where.name, ...then };
    const calls = [...expected.calls.values()].flatMap((all) => asFarAsMade(all, trx, this.#around.seen));
    const nothing = { reply: null, calls, hasSucceeded: false };
    if (time > this.#cut || !expected.answer)
      return { sub: { reply: undefined, run, isKept }, time: Infinity, ...nothing };
    if (expected.status === 'waiting') return { sub: { reply: null, run, isKept }, parks: true, time, ...nothing };
    if (expected.status === 'suspended') {
      const suspended = childFailure(expected, trx);
      return { sub: { reply: null, run, isKept }, suspended, time, ...nothing };
    }
    const isTooDeep = expected.failure?.code === '110019';
    const reply = isTooDeep ? null : replyOf(expected.answer, trx, call.method);
    return { ...nothing, sub: { reply, run, isKept }, reply, time, hasSucceeded: expected.status === 'success' };
  }
}
