/** What runs are found by. */
export const NO_CONDITION = {
  rule: '',
  status: '',
  error: '',
  from: '',
  to: '',
  slower: '',
  /** `order=A-17` */
  metadata: '',
  log: '',
  version: '',
};

/** The filters of the list of runs, as the URL's query has them, and the page of it. */
export const NO_RUN_FILTER = { ...NO_CONDITION, page: 1, after: '' };

export type RunFilter = Readonly<{ [K in keyof typeof NO_RUN_FILTER]: K extends 'page' ? number : string }>;

/** The statuses that a recorded run can have, as the filter offers them. */
export const STATUSES = [
  'running',
  'success',
  'failed',
  'broken',
  'suspended',
  'waiting',
  'paused',
  'recovering',
  'compensating',
  'compensated',
  'cancelled',
] as const;

type Status = (typeof STATUSES)[number];

/** The filters of `GET /run_log/page`; what is not set, or is none, is missing. */
export interface RunQuery {
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  readonly status?: Status;
  readonly err_code?: string;
  readonly log_id?: string;
  readonly start?: string;
  readonly end?: string;
  readonly min_run_time?: number;
  readonly [metadata: `metadata.${string}`]: string;
}

/** Which filters mean nothing: they are told at their field, and not asked for. */
export type WrongFilters = readonly (keyof RunFilter)[];

/** What a filter asks the API for. */
export function runQueryOf(filter: RunFilter): { readonly query: RunQuery; readonly wrong: WrongFilters } {
  const { method, name } = ruleOf(filter.rule);
  const slower = milliseconds(filter.slower);
  const start = instant(filter.from);
  const end = instant(filter.to);
  const metadata = metadataOf(filter.metadata);
  const status = STATUSES.find((one) => one === filter.status);
  const query = {
    ...(method !== undefined && { method }),
    ...(name !== '' && { path: name }),
    ...(filter.version !== '' && { version: filter.version }),
    ...(status !== undefined && { status }),
    ...(filter.error !== '' && { err_code: filter.error }),
    ...(filter.log !== '' && { log_id: filter.log }),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    ...(slower !== undefined && { min_run_time: slower }),
    ...(metadata && { [`metadata.${metadata.name}` as const]: metadata.value }),
  };
  const isWrong = {
    from: filter.from !== '' && start === undefined,
    to: filter.to !== '' && end === undefined,
    slower: filter.slower !== '' && slower === undefined,
    metadata: filter.metadata !== '' && metadata === undefined,
    status: filter.status !== '' && status === undefined,
  };
  const wrong = (Object.keys(isWrong) as (keyof typeof isWrong)[]).filter((name) => isWrong[name]);
  return { query, wrong };
}

/** Whether any filter is set. */
export function isFiltered(filter: RunFilter): boolean {
  return Object.entries(filter).some(([name, value]) => name !== 'page' && name !== 'after' && value !== '');
}

const METHOD = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(.*)$/i;

/** `POST api/v1/register` or only a name; a name with a parameter is no path. */
export function ruleOf(text: string): { readonly method?: string; readonly name: string } {
  const [, method, name = ''] = METHOD.exec(text.trim()) ?? [];
  return method === undefined ? { name: text.trim() } : { method: method.toUpperCase(), name: name.trim() };
}

/** Whether a rule's name has parameters, so that the paths of its runs differ. */
export function hasParameters(name: string): boolean {
  return /(^|\/)[:*]/.test(name);
}

/** `order=A-17`; undefined where it is none. */
export function metadataOf(text: string): { readonly name: string; readonly value: string } | undefined {
  const [, name, value] = /^\s*(\w[\w.-]{0,63})\s*=\s*(.*?)\s*$/.exec(text) ?? [];
  return name === undefined || value === undefined ? undefined : { name, value };
}

const UNIT_MS = { ms: 1, s: 1000, min: 60_000, m: 60_000, h: 3_600_000 } as const;

/** `500`, `500 ms`, `1.5 s`, `2 min`: milliseconds; undefined where it is none of these. */
export function milliseconds(text: string): number | undefined {
  const [, number, unit = 'ms'] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?\s*$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  return Number(number) * UNIT_MS[unit.toLowerCase() as keyof typeof UNIT_MS];
}

function instant(text: string): string | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
