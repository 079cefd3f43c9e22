import type { Signal } from '../../../src/abort.ts';
import { StepgateError } from '../../../src/error.ts';
import type { Json } from '../../../src/json.ts';
import type { HttpAnswer, HttpCall, Outbound } from '../../../src/outbound/outbound.ts';
import type { SeenCall } from '../observation.ts';
import { reactionAt } from '../program.ts';
import type { Act, Reaction, Site, Upstream as Reactions } from '../program.ts';
import { readPairs, readUrl } from '../seen-url.ts';

/**
 * The upstream of one run, in memory, at the port of the HTTP client; scripts go there too. A call is answered when the test says so: that
 * makes the order of things the test's own, and known to it.
 */
export class Upstream implements Outbound {
  readonly calls: SeenCall[] = [];
  /** By the index of the call. */
  readonly waits: (number | null)[] = [];
  /** `<site>#<n>`: the n-th call at that site was answered. */
  readonly answered: string[] = [];
  readonly #reactions: Reactions;
  readonly #counts = new Map<Site, number>();
  readonly #underWay = new Set<() => void>();
  #lastAnswered: number | undefined;

  constructor(reactions: Reactions) {
    this.#reactions = reactions;
  }

  async send(call: HttpCall): Promise<HttpAnswer> {
    const url = readUrl(call.url);
    if (!url) throw new StepgateError('110007', 'the url cannot be called', { retryable: false });
    return answerOf((await this.arrive(seenCall(call, url), call.signal)) as Reaction);
  }

  /** A rule is called, which is no upstream's to answer; gives the index of the call. */
  calledRule(call: HttpCall): number {
    const url = readUrl(call.url);
    if (!url) throw new Error(`nobody expected a call of ${call.url}`);
    const seen = seenCall(call, url);
    const { 'x-at': at } = seen.header;
    this.waits.push(null);
    return this.calls.push({ ...seen, site: at === undefined ? seen.site : `${seen.site}~${at}` }) - 1;
  }

  open(): Promise<never> {
    return Promise.reject(new Error('no program has an answer that is passed on'));
  }

  /** A call arrives and waits for its turn; gives what it meets. */
  arrive(call: SeenCall, signal: Signal | undefined): Promise<Reaction | Act> {
    const { site } = call;
    const nth = (this.#counts.get(site) ?? 0) + 1;
    this.#counts.set(site, nth);
    const reaction = reactionAt(this.#reactions, site, nth);
    const index = this.calls.push(call) - 1;
    this.waits.push(null);
    return new Promise((resolve, reject) => {
      const answer = (): void => {
        this.#underWay.delete(answer);
        this.#lastAnswered = index;
        this.answered.push(`${site}#${nth}`);
        resolve(reaction);
      };
      this.#underWay.add(answer);
      signal?.addEventListener('abort', () => {
        this.#underWay.delete(answer);
        reject(signal.reason ?? new Error('aborted'));
      });
    });
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  /** Answers one of the calls under way. */
  answer(choice: number): void {
    [...this.#underWay][choice % this.#underWay.size]?.();
  }

  /** The process that called has died: nobody waits for answers any more. */
  hangUp(): void {
    this.#underWay.clear();
  }

  /** Somebody waits: because of what was answered last. */
  waited(ms: number): void {
    if (this.#lastAnswered !== undefined) this.waits[this.#lastAnswered] ??= ms;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function answerOf(reaction: Reaction): HttpAnswer {
  if ('fail' in reaction) throw failures[reaction.fail]();
  return { status: reaction.status, headers: reaction.header, body: Buffer.from(reaction.body) };
}

/** What the real client throws (src/outbound). */
const failures = {
  reset: () => new StepgateError('110007', 'the connection was reset', { uncertain: true }),
  refused: () => new StepgateError('110007', 'the connection was refused'),
  timeout: () => new StepgateError('110007', 'it took longer than its time limit', { status: 504, uncertain: true }),
  denied: () => new StepgateError('110015', 'the address is denied'),
  broken: () => new StepgateError('110006', 'the answer is no valid HTTP', { uncertain: true }),
} as const;

function seenCall(call: HttpCall, url: NonNullable<ReturnType<typeof readUrl>>): SeenCall {
  const header: Record<string, string> = {};
  for (const [name, value] of pairsOf([...(call.checked ?? []), ...call.headers])) {
    const seen = seenHeader(name.toLowerCase(), value);
    if (seen === undefined) continue;
    const before = header[name.toLowerCase()];
    header[name.toLowerCase()] = before === undefined ? seen : `${before}, ${seen}`;
  }
  return {
    ...url,
    method: call.method,
    header,
    body: bodyOf(call, header['content-type']),
    timeoutMs: call.timeoutMs,
  };
}

function pairsOf(headers: readonly string[]): (readonly [string, string])[] {
  return headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? ''] as const] : []));
}

/** What the language speaks of: of a `traceparent` the trace id, of a content type the type. */
function seenHeader(name: string, value: string): string | undefined {
  if (name === 'traceparent') return /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(value)?.[1] ?? `not valid: ${value}`;
  if (name === 'content-type') return value.split(';')[0];
  return name.startsWith('x-') || ['trx', 'idempotency-key', 'authorization'].includes(name) ? value : undefined;
}

function bodyOf({ body }: HttpCall, contentType: string | undefined): Json {
  if (body === undefined) return null;
  const text = typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString();
  if (contentType?.endsWith('json')) return JSON.parse(text) as Json;
  return contentType === 'application/x-www-form-urlencoded' ? readPairs(text) : text;
}
