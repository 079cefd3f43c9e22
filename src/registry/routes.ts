import findMyWay from 'find-my-way';
import { Pace } from '../large/turn.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import { pathPattern } from '../rule/path-pattern.ts';
import type { BrokenRule, Match } from './registry.ts';

/** Methods that a rule may name; `Allow` lists these. */
const RULE_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Methods that an ANY rule answers. HEAD is looked up as GET. */
const ANY_METHODS: ReadonlySet<string> = new Set([...RULE_METHODS, 'OPTIONS']);

/** The name under which an ANY rule answers what no rule has, of any method. */
const CATCH_ALL = '/*';

/** Longer than any path that Node's parser lets through. */
const NO_PARAM_LIMIT = 1 << 20;

/** What an endpoint leads to. */
export type Target =
  { readonly kind: 'found'; readonly rule: CompiledRule } | { readonly kind: 'broken'; readonly rule: BrokenRule };

/** An active rule and where it is served. */
export interface Endpoint {
  readonly method: string;
  readonly name: string;
  /** The rule is compiled when it is asked for, once. */
  readonly target: () => Target;
}

/** Endpoints by method and path. */
export interface Routes {
  find(method: string, path: string): Match;
  /** Endpoints that are never reached: another one has the same method and, parameter names apart, the same path. */
  readonly shadowed: readonly Endpoint[];
}

interface Found {
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, string>>;
}

/** The endpoints of one path, parameter names apart. */
interface Place {
  readonly byMethod: Map<string, Leaf>;
  /** Answers the methods that have none of their own. */
  any: Leaf | undefined;
}

interface Leaf {
  readonly endpoint: Endpoint;
  /** Names of the path's parameters, in order. */
  readonly params: readonly string[];
}

const noHandler = (): void => undefined;
const NO_VALUES: readonly string[] = [];
const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({});

export const noRoutes: Routes = { find: () => ({ kind: 'none' }), shadowed: [] };

/**
 * Builds the routes of `endpoints`, in slices. The most specific path decides, then the method: segment by segment a
 * static one wins over a parameter, that over a rest; of one path, a method of its own wins over ANY, and the first
 * endpoint over a later one.
 */
export async function createRoutes(endpoints: readonly Endpoint[]): Promise<Routes> {
  const table = new Table();
  const shadowed: Endpoint[] = [];
  const pace = new Pace();
  for (const endpoint of endpoints) {
    if (!table.add(endpoint)) shadowed.push(endpoint);
    if (pace.isOver) await pace.next();
  }
  return { find: (method, path) => find(table, method, path), shadowed };
}

class Table {
  /** Paths without parameters. To add one to a router takes ten times as long (measured). */
  readonly #fixed = new Map<string, Place>();
  /** The others, by pattern; they are in the router too. */
  readonly #patterns = new Map<string, Place>();
  readonly #router = findMyWay({ maxParamLength: NO_PARAM_LIMIT });

  /** Whether its method of its path was free for it. */
  add(endpoint: Endpoint): boolean {
    const { pattern, params } = pathPattern(endpoint.name);
    const place = params.length === 0 ? this.#fixedPlace(pattern) : this.#patternPlace(pattern);
    const { method } = endpoint;
    if (method === 'ANY') {
      if (place.any !== undefined) return false;
      place.any = { endpoint, params };
    } else {
      if (place.byMethod.has(method)) return false;
      place.byMethod.set(method, { endpoint, params });
    }
    return true;
  }

  #fixedPlace(path: string): Place {
    const known = this.#fixed.get(path);
    if (known !== undefined) return known;
    const place: Place = { byMethod: new Map(), any: undefined };
    this.#fixed.set(path, place);
    return place;
  }

  #patternPlace(pattern: string): Place {
    const known = this.#patterns.get(pattern);
    if (known !== undefined) return known;
    const place: Place = { byMethod: new Map(), any: undefined };
    this.#patterns.set(pattern, place);
    this.#router.on('GET', pattern, noHandler, place);
    return place;
  }

  /** The most specific path that fits, and the values of its parameters in order. */
  find(path: string): { readonly place: Place; readonly values: readonly string[] } | undefined {
    const fixed =
      this.#fixed.get(path === '' ? '/' : path) ?? (path.includes('%') ? this.#fixed.get(decoded(path)) : undefined);
    if (fixed !== undefined) return { place: fixed, values: NO_VALUES };
    if (this.#patterns.size === 0 || path === '' || path.endsWith('/') || path.includes('//')) return undefined;
    const found = this.#router.find('GET', path);
    // A rest may have an encoded slash, which is one.
    if (!found || hasEmptySegment(found.params['*'])) return undefined;
    return { place: found.store as Place, values: Object.values(found.params) as string[] };
  }

  /** What answers a path that no other rule has, or none of this method. */
  catchAll(path: string): Found | undefined {
    const leaf = this.#patterns.get(CATCH_ALL)?.any;
    const rest = leaf && this.#restOf(path);
    return leaf && rest !== undefined ? withParams(leaf, [rest]) : undefined;
  }

  /** The whole path, as a rest; undefined where it is none. */
  #restOf(path: string): string | undefined {
    const rest = safelyDecoded(path.slice(1));
    return rest === '' || hasEmptySegment(rest) ? undefined : rest;
  }
}

function find(table: Table, method: string, path: string): Match {
  const found = table.find(path);
  const asked = method === 'HEAD' ? 'GET' : method;
  const own = found && leafOf(found.place, asked);
  if (found && own) return matchOf(withParams(own, found.values));
  const rest = table.catchAll(path);
  if (rest) return matchOf(rest);
  if (!found) return { kind: 'none' };
  return { kind: 'method', allow: RULE_METHODS.filter((other) => leafOf(found.place, other) !== undefined) };
}

function leafOf({ byMethod, any }: Place, method: string): Leaf | undefined {
  return byMethod.get(method) ?? (ANY_METHODS.has(method) ? any : undefined);
}

function withParams({ endpoint, params }: Leaf, values: readonly string[]): Found {
  if (params.length === 0) return { endpoint, params: NO_PARAMS };
  return { endpoint, params: Object.fromEntries(params.map((name, index) => [name, values[index] ?? ''])) };
}

function matchOf({ endpoint, params }: Found): Match {
  const target = endpoint.target();
  return target.kind === 'broken' ? target : { kind: 'found', rule: target.rule, params };
}

function hasEmptySegment(rest: string | undefined): boolean {
  return rest !== undefined && (rest.startsWith('/') || rest.endsWith('/') || rest.includes('//'));
}

/** As the router does it: what delimits stays encoded. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Empty where it is not percent-encoded as it should be. */
function safelyDecoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}
