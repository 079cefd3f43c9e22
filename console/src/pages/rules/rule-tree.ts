/** A rule by method and name, as far as the tree needs it. */
interface Endpoint {
  readonly method: string;
  readonly name: string;
}

/** A line of the tree: a part of the path that several rules share, or a rule. */
export type TreeRow<T extends Endpoint> = FolderRow | EndpointRow<T>;

export interface FolderRow {
  readonly kind: 'folder';
  /** The whole path: `api/v1`. */
  readonly path: string;
  /** What it adds to the folder above: `v1`, or several segments where nothing branches off. */
  readonly label: string;
  readonly depth: number;
  readonly isOpen: boolean;
  /** How many rules are below it. */
  readonly count: number;
}

export interface EndpointRow<T extends Endpoint> {
  readonly kind: 'rule';
  readonly endpoint: T;
  readonly label: string;
  readonly depth: number;
}

interface Folder<T extends Endpoint> {
  readonly path: string;
  readonly folders: Map<string, Folder<T>>;
  readonly rules: T[];
}

/**
 * The lines of a tree by path, folders before rules.
 * @param isClosed whether the folder of a path is folded.
 */
export function treeRows<T extends Endpoint>(
  endpoints: readonly T[],
  isClosed: (path: string) => boolean,
): TreeRow<T>[] {
  const root = newFolder<T>('');
  for (const endpoint of endpoints) place(root, endpoint);
  return rowsOf(root, 0, isClosed);
}

function newFolder<T extends Endpoint>(path: string): Folder<T> {
  return { path, folders: new Map(), rules: [] };
}

function place<T extends Endpoint>(root: Folder<T>, endpoint: T): void {
  // The prefix itself is in no folder.
  const segments = endpoint.name === '/' ? [] : endpoint.name.split('/').slice(0, -1);
  let folder = root;
  for (const segment of segments) {
    const below = folder.folders.get(segment) ?? newFolder<T>(joined(folder.path, segment));
    folder.folders.set(segment, below);
    folder = below;
  }
  folder.rules.push(endpoint);
}

function rowsOf<T extends Endpoint>(
  folder: Folder<T>,
  depth: number,
  isClosed: (path: string) => boolean,
): TreeRow<T>[] {
  const folders = [...folder.folders.values()]
    .map(withoutOnlyChildren)
    .sort((a, b) => byText(a.path, b.path))
    .flatMap((below): TreeRow<T>[] => {
      const isOpen = !isClosed(below.path);
      const label = remainder(below.path, folder.path);
      const row: FolderRow = { kind: 'folder', path: below.path, label, depth, isOpen, count: countOf(below) };
      return isOpen ? [row, ...rowsOf(below, depth + 1, isClosed)] : [row];
    });
  const rules = folder.rules
    .toSorted((a, b) => byText(a.name, b.name) || byText(a.method, b.method))
    .map((endpoint): TreeRow<T> => {
      return { kind: 'rule', endpoint, label: remainder(endpoint.name, folder.path), depth };
    });
  return [...folders, ...rules];
}

/** A folder that holds nothing but one folder is shown as one line with it. */
function withoutOnlyChildren<T extends Endpoint>(folder: Folder<T>): Folder<T> {
  const [only] = folder.folders.values();
  const isPassage = only !== undefined && folder.folders.size === 1 && folder.rules.length === 0;
  return isPassage ? withoutOnlyChildren(only) : folder;
}

function countOf<T extends Endpoint>({ folders, rules }: Folder<T>): number {
  return [...folders.values()].reduce((sum, below) => sum + countOf(below), rules.length);
}

function remainder(path: string, above: string): string {
  return above === '' ? path : path.slice(above.length + 1);
}

function joined(above: string, segment: string): string {
  return above === '' ? segment : `${above}/${segment}`;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
