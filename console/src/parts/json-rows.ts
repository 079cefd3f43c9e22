import { isLongNumber } from '../api/json.ts';

/** One line of a JSON tree. */
export interface JsonRow {
  /** As placeholders name it: `data.items[0]["odd key"]`; of the whole `''`. */
  readonly path: string;
  /** Missing: of the whole. */
  readonly key: string | undefined;
  readonly depth: number;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** Of an object or array: how many it holds. */
  readonly size: number;
  /** Of all others: as JSON writes it. */
  readonly text: string;
  readonly isOpen: boolean;
}

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;

/** The path of a member of the value at `path`. */
export function memberPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!PLAIN_KEY.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** The lines that are seen when `isOpen` says which objects and arrays are unfolded. */
export function jsonRows(value: unknown, isOpen: (path: string, depth: number) => boolean): JsonRow[] {
  const rows: JsonRow[] = [];
  walk(value, undefined, '', 0, (row, members) => {
    const open = members > 0 && isOpen(row.path, row.depth);
    rows.push({ ...row, isOpen: open });
    return open;
  });
  return rows;
}

/** The paths of all lines whose key or value has `text`, in any case; at most `most`. */
export function searchJson(value: unknown, text: string, most = 10_000): string[] {
  const wanted = text.toLowerCase();
  const found: string[] = [];
  if (wanted === '') return found;
  walk(value, undefined, '', 0, ({ path, key = '', text: own }) => {
    if (found.length < most && (key.toLowerCase().includes(wanted) || own.toLowerCase().includes(wanted)))
      found.push(path);
    return found.length < most;
  });
  return found;
}

/** The paths of all objects and arrays that hold one of `paths`. */
export function holdersOf(value: unknown, paths: ReadonlySet<string>): Set<string> {
  const holders = new Set<string>();
  const visit = (member: unknown, path: string): boolean => {
    let holds = false;
    for (const [key, inner] of membersOf(member)) {
      const innerPath = memberPath(path, key);
      // Both: deeper ones may hold one too.
      const innerHolds = visit(inner, innerPath);
      if (innerHolds || paths.has(innerPath)) holds = true;
    }
    if (holds) holders.add(path);
    return holds;
  };
  visit(value, '');
  return holders;
}

type Line = Omit<JsonRow, 'isOpen'>;

/** Visits all lines in order; those within one only when `enter` says so. */
function walk(
  value: unknown,
  key: string | undefined,
  path: string,
  depth: number,
  enter: (line: Line, members: number) => boolean,
): void {
  const members = membersOf(value);
  const line = { path, key, depth, kind: kindOf(value), size: members.length, text: textOf(value) };
  if (!enter(line, members.length)) return;
  for (const [name, member] of members) walk(member, String(name), memberPath(path, name), depth + 1, enter);
}

function membersOf(value: unknown): [string | number, unknown][] {
  if (Array.isArray(value)) return value.map((member: unknown, index) => [index, member]);
  return isObject(value) ? Object.entries(value) : [];
}

function kindOf(value: unknown): JsonRow['kind'] {
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  if (value === null || value === undefined) return 'null';
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'boolean' : 'number';
}

function textOf(value: unknown): string {
  return Array.isArray(value) || isObject(value) ? '' : JSON.stringify(value ?? null);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isLongNumber(value);
}
