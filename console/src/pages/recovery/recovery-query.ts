import type { Widened } from '../../parts/query-state.ts';

/** The values in the address of the page; the filters as the API names them. */
export const RECOVERY_QUERY = {
  /** `runs`: those that the filters find; else what they have in common. */
  view: 'groups',
  trx: '',
  log_id: '',
  rule: '',
  method: '',
  path: '',
  version: '',
  err_code: '',
  err_component: '',
  start: '',
  end: '',
  page: 1,
  after: '',
  /** The id of a recovery of many runs, whose progress is shown. */
  recovery: '',
} as const;

export type RecoveryQuery = Widened<typeof RECOVERY_QUERY>;

const FILTERS = [
  ...(['trx', 'log_id', 'rule', 'method', 'path', 'version'] as const),
  ...(['err_code', 'err_component', 'start', 'end'] as const),
];

type FilterName = (typeof FILTERS)[number];

/** No filter set. */
export const NO_FILTERS = Object.fromEntries(FILTERS.map((name) => [name, ''])) as Record<FilterName, ''>;

/** In place of a rule, an error code or a component: runs without one. None is called so. */
export const WITHOUT = '-';

/** Whether any filter is set. */
export function isFiltered(query: RecoveryQuery): boolean {
  return FILTERS.some((name) => query[name] !== '');
}

/** The filters that are set, for the body of a call; an empty text finds runs without one. */
export function filterOf(query: RecoveryQuery): Partial<Record<FilterName, string>> {
  const set = FILTERS.filter((name) => query[name] !== '').map((name) => [name, valueOf(name, query[name])]);
  return Object.fromEntries(set) as Partial<Record<FilterName, string>>;
}

/** The same for the query of a call, where null is an empty text. */
export function filterQuery(query: RecoveryQuery): Partial<Record<FilterName, string | null>> {
  return Object.fromEntries(
    Object.entries(filterOf(query)).map(([name, value]) => [name, value === '' ? null : value]),
  );
}

interface Group {
  readonly method: string | null;
  readonly name: string | null;
  readonly err_code: string | null;
  readonly err_component: string | null;
}

/** The address that shows the runs of a group, other filters kept. */
export function groupSearch(now: URLSearchParams, { method, name, err_code, err_component }: Group): string {
  const next = new URLSearchParams(now);
  for (const place of ['page', 'after']) next.delete(place);
  const rule = name === null ? WITHOUT : `${method ?? ''} ${name}`;
  const values = { view: 'runs', rule, err_code: err_code ?? WITHOUT, err_component: err_component ?? WITHOUT };
  for (const [field, value] of Object.entries(values)) next.set(field, value);
  return `?${next.toString()}`;
}

function valueOf(name: FilterName, value: string): string {
  return value === WITHOUT && (name === 'rule' || name === 'err_code' || name === 'err_component') ? '' : value;
}

interface Progress {
  readonly accepted: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** How much of a recovery of many runs is done, in percent: what succeeded, what failed, both. */
export function progressPercent({ accepted, succeeded, failed }: Progress) {
  const part = (count: number): number => (accepted === 0 ? 0 : (100 * count) / accepted);
  const done = accepted === 0 ? 100 : Math.floor(part(succeeded + failed));
  return { succeeded: part(succeeded), failed: part(failed), done };
}
