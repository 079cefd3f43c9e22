import type { Clock } from '../clock.ts';
import { CLOSE } from '../http/message-socket.ts';
import type { MessageSocket } from '../http/message-socket.ts';
import { TOPIC_NAMES, liveTopic } from './live-topic.ts';
import type { LiveItem, LiveTopic } from './live-topic.ts';

/** At most so often something is told of a subscription: ten times a second is the most that is allowed. */
const LOOK_MS = 250;
const MOST_SUBSCRIPTIONS = 20;

/** An answer of the REST API. */
export interface RestAnswer {
  readonly status: number;
  readonly body: {
    readonly data?: unknown;
    readonly code?: unknown;
    readonly msg?: unknown;
    readonly errors?: unknown;
  };
}

/** Reads over the REST API, as the caller. */
export type RestRead = (path: string, query: Readonly<Record<string, string>>) => Promise<RestAnswer>;

/** Tells over a WebSocket what it subscribes to: the state, then changes. */
export function talkLive(read: RestRead, clock: Clock, socket: MessageSocket): void {
  const subscriptions = new Map<string, Subscription>();
  socket.onClose(() => {
    for (const one of subscriptions.values()) one.end();
  });
  socket.onMessage((text) => {
    const message = messageOf(text);
    if (typeof message === 'string') return socket.send(refusal(message));
    const { unsubscribe, subscribe, filter = {} } = message;
    if (unsubscribe !== undefined) {
      subscriptions.get(unsubscribe)?.end();
      subscriptions.delete(unsubscribe);
      return;
    }
    const name = subscribe ?? '';
    const topic = liveTopic(name);
    if (!topic)
      return socket.send({
        subscribe: name,
        ...refusal(`there is no topic ${JSON.stringify(name.slice(0, 64))}: ${TOPIC_NAMES}`),
      });
    if (subscriptions.size >= MOST_SUBSCRIPTIONS && !subscriptions.has(name))
      return socket.send({
        subscribe: name,
        ...refusal(`at most ${MOST_SUBSCRIPTIONS} subscriptions of a connection`),
      });
    subscriptions.get(name)?.end();
    const one = new Subscription(name, { ...topic, query: { ...filter, ...topic.query } }, { read, clock, socket });
    subscriptions.set(name, one);
    one.begin(() => subscriptions.get(name) === one && subscriptions.delete(name));
  });
}

interface Message {
  readonly subscribe?: string;
  readonly unsubscribe?: string;
  readonly filter?: Readonly<Record<string, string>>;
}

/** What is wrong with it, as a text. */
function messageOf(text: string): Message | string {
  const expected = 'expected {"subscribe": TOPIC, "filter"?: {…}} or {"unsubscribe": TOPIC}';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `the message is no JSON; ${expected}`;
  }
  if (typeof value !== 'object' || value === null) return expected;
  const { subscribe, unsubscribe, filter = {} } = value as Readonly<Record<string, unknown>>;
  if (typeof unsubscribe === 'string') return { unsubscribe };
  if (typeof subscribe !== 'string' || typeof filter !== 'object' || filter === null) return expected;
  const texts = Object.entries(filter).map(([name, one]) => [name, String(one)] as const);
  return { subscribe, filter: Object.fromEntries(texts) };
}

function refusal(msg: string) {
  return { error: { code: '000400', msg } };
}

interface SubscriptionDeps {
  readonly read: RestRead;
  readonly clock: Clock;
  readonly socket: MessageSocket;
}

/** What comes within a look is told together. */
class Subscription {
  readonly #name: string;
  readonly #topic: LiveTopic;
  readonly #deps: SubscriptionDeps;
  readonly #state = { isOver: false };
  #callOff = (): void => undefined;
  /** As told last: JSON by key; undefined: nothing yet. */
  #told: Map<string, string> | undefined;

  constructor(name: string, topic: LiveTopic, deps: SubscriptionDeps) {
    this.#name = name;
    this.#topic = topic;
    this.#deps = deps;
  }

  /** @param refused it cannot be followed, and ends. */
  begin(refused: () => void): void {
    void this.#look(refused);
  }

  end(): void {
    this.#state.isOver = true;
    this.#callOff();
  }

  #hasEnded(): boolean {
    return this.#state.isOver;
  }

  async #look(refused: () => void): Promise<void> {
    const { socket, clock, read } = this.#deps;
    const { status, body } = await read(this.#topic.path, this.#topic.query).catch(away);
    if (this.#hasEnded()) return;
    if (status === 401) return socket.close(CLOSE.refused, 'the token has ended');
    if (status === 200) await this.#tell(itemsOf(body.data, this.#topic));
    else if (status < 500 && !this.#told) {
      const { code, msg, errors } = body;
      socket.send({ subscribe: this.#name, error: { code, msg, ...(errors !== undefined && { errors }) } });
      this.end();
      return refused();
    }
    if (!this.#hasEnded()) this.#callOff = clock.timer(LOOK_MS, () => void this.#look(refused));
  }

  async #tell(items: readonly LiveItem[]): Promise<void> {
    const { socket } = this.#deps;
    const now = new Map(items.map((item) => [this.#keyOf(item), JSON.stringify(item)]));
    const before = this.#told;
    this.#told = now;
    if (!before) return socket.send({ subscribe: this.#name, state: items });
    const changes = items.filter((item) => before.get(this.#keyOf(item)) !== now.get(this.#keyOf(item)));
    for (const key of before.keys()) if (!now.has(key)) changes.push(...(await this.#last(key)));
    if (changes.length > 0 && !this.#hasEnded()) socket.send({ subscribe: this.#name, changes });
  }

  /** What has become of one that the list has no more. */
  async #last(key: string): Promise<readonly LiveItem[]> {
    const call = this.#topic.last?.(key);
    const { status, body } = call
      ? await this.#deps.read(call.path, call.query).catch(away)
      : { status: 404, body: {} };
    return status === 200 ? itemsOf(body.data, this.#topic) : [{ [this.#topic.key]: key, gone: true }];
  }

  #keyOf(item: LiveItem): string {
    return String(item[this.#topic.key]);
  }
}

function away(): RestAnswer {
  return { status: 503, body: {} };
}

/** A page, a list or one thing. */
function itemsOf(data: unknown, { without = [] }: LiveTopic): readonly LiveItem[] {
  const list = (data as { list?: unknown } | null)?.list ?? data;
  const all = (Array.isArray(list) ? list : [list]) as readonly LiveItem[];
  return all.map((item) => Object.fromEntries(Object.entries(item).filter(([name]) => !without.includes(name))));
}
