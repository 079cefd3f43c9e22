/** One thing of a topic, as the REST API shows it. */
export type LiveItem = Readonly<Record<string, unknown>>;

/** What may be followed: a list that the REST API gives, whose roles and filters are those of the call. */
export interface LiveTopic {
  /** The call, below `/api/v1`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The field that tells one from another. */
  readonly key: string;
  /** Fields that are left out. */
  readonly without?: readonly string[];
  /** The call that shows one which the list has no more. */
  readonly last?: (id: string) => Pick<LiveTopic, 'path' | 'query'>;
}

const oneRun = (trx: string): Pick<LiveTopic, 'path' | 'query'> => ({ path: '/run', query: { trx } });
const WITHOUT = ['rule', 'data', 'err_names'];

/** To add a topic is to add a line. */
const TOPICS: Readonly<Record<string, LiveTopic>> = {
  runs: { path: '/run/page', query: { active: 'true' }, key: 'trx', without: WITHOUT, last: oneRun },
  queues: { path: '/queue', query: {}, key: 'name' },
  workers: { path: '/worker', query: {}, key: 'id' },
};

/** Those that are named together with something. */
const NAMED: Readonly<Record<string, (name: string) => LiveTopic>> = {
  run: (trx) => ({ ...oneRun(trx), key: 'trx', without: WITHOUT }),
};

/** What the topics are called, for a message. */
export const TOPIC_NAMES = [...Object.keys(TOPICS), ...Object.keys(NAMED).map((name) => `${name}:<trx>`)].join(', ');

/** Undefined: there is no such topic. */
export function liveTopic(name: string): LiveTopic | undefined {
  if (Object.hasOwn(TOPICS, name)) return TOPICS[name];
  const [, kind = '', rest = ''] = /^(\w+):(.+)$/s.exec(name) ?? [];
  return Object.hasOwn(NAMED, kind) ? NAMED[kind]?.(rest) : undefined;
}
