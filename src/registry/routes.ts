import findMyWay from 'find-my-way';
import type { HTTPMethod } from 'find-my-way';
import type { CompiledRule } from '../rule/compiled.ts';
import { pathPattern } from '../rule/path-pattern.ts';
import type { BrokenRule, Match } from './registry.ts';

/** Methods that a rule may name; `Allow` lists these. */
const RULE_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Methods that an ANY rule answers. HEAD is looked up as GET. */
const ANY_METHODS = [...RULE_METHODS, 'OPTIONS'] as const;

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

interface Leaf {
  readonly endpoint: Endpoint;
  /** Names of the path's parameters, in order. */
  readonly params: readonly string[];
}

const noHandler = (): void => undefined;

/**
 * Builds the routes of `endpoints`. A static segment wins over a parameter; for the same path, a method of its own wins
 * over ANY, and the first endpoint over a later one.
 */
export function createRoutes(endpoints: readonly Endpoint[]): Routes {
  const router = findMyWay({ maxParamLength: NO_PARAM_LIMIT });
  const taken = new Set<string>();
  const shadowed: Endpoint[] = [];
  const specificFirst = endpoints.toSorted((a, b) => Number(a.method === 'ANY') - Number(b.method === 'ANY'));
  for (const endpoint of specificFirst) {
    const { pattern, params } = pathPattern(endpoint.name);
    const free = methodsOf(endpoint).filter((method) => !taken.has(`${method} ${pattern}`));
    if (free.length === 0) shadowed.push(endpoint);
    for (const method of free) {
      taken.add(`${method} ${pattern}`);
      router.on(method, pattern, noHandler, { endpoint, params } satisfies Leaf);
    }
  }
  return { find: (method, path) => find(router, method, path), shadowed };
}

type Router = findMyWay.Instance<findMyWay.HTTPVersion.V1>;

function find(router: Router, method: string, path: string): Match {
  const found = lookUp(router, method === 'HEAD' ? 'GET' : method, path);
  if (found) {
    const target = found.leaf.endpoint.target();
    return target.kind === 'broken' ? target : { kind: 'found', rule: target.rule, params: found.params };
  }
  const allow = RULE_METHODS.filter((other) => lookUp(router, other, path) !== undefined);
  return allow.length > 0 ? { kind: 'method', allow } : { kind: 'none' };
}

function lookUp(
  router: Router,
  method: string,
  path: string,
): { leaf: Leaf; params: Record<string, string> } | undefined {
  const found = router.find(method as HTTPMethod, path);
  if (!found) return undefined;
  const leaf = found.store as Leaf;
  const params: Record<string, string> = {};
  for (const [place, name] of leaf.params.entries()) {
    const value = found.params[place];
    // The router takes nothing for a parameter too; a segment that is not there is no value.
    if (!value) return undefined;
    params[name] = value;
  }
  return { leaf, params };
}

function methodsOf({ method }: Endpoint): readonly HTTPMethod[] {
  return method === 'ANY' ? ANY_METHODS : [method as HTTPMethod];
}
