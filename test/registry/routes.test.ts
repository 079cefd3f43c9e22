import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CompiledRule } from '../../src/rule/compiled.ts';
import { createRoutes } from '../../src/registry/routes.ts';
import type { Endpoint } from '../../src/registry/routes.ts';
import { emptySnapshot, loadSnapshot } from '../../src/registry/snapshot.ts';
import type { Store } from '../../src/store/store.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PURGE'];
const log = { error: () => undefined, warn: () => undefined };

const method = fc.constantFrom('GET', 'POST', 'ANY');
/** Few names, so that paths meet. */
const segment = fc.constantFrom('a', 'b', 'é', 'a.b', '@', ':x', ':y');
const nameSegments = fc.oneof(
  { weight: 9, arbitrary: fc.array(segment, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant([]) },
);
const name = fc
  .tuple(nameSegments, fc.constantFrom('', '', '*all', '*rest'))
  .map(([segments, rest]) => [...segments, ...(rest === '' ? [] : [rest])])
  .map((segments) => segments.map((one, at) => (one.startsWith(':') ? `${one}${at}` : one)).join('/') || '/');
const asked = fc
  .array(fc.constantFrom('a', 'b', 'é', '%C3%A9', 'a.b', '@', '%40', '%61', '%25', '%2F', 'a%2Fb', 'other', ''), {
    maxLength: 4,
  })
  .map((segments) => (segments.length === 0 ? '' : `/${segments.join('/')}`));

type Asked = Omit<Endpoint, 'target'>;

/** The way that the specification reads: what `createRoutes` has to agree with. */
function plainlyFound(endpoints: readonly Asked[], asked: string, path: string): string {
  const fitting = endpoints.flatMap((endpoint) => {
    const params = paramsIn(endpoint.name, path);
    return params === undefined ? [] : [{ endpoint, params, rank: rankOf(endpoint.name) }];
  });
  const best = fitting.map(({ rank }) => rank).sort()[0];
  const ofBest = fitting.filter(({ rank }) => rank === best);
  if (ofBest.some(({ endpoint, params }) => endpoint.name.includes('*') && hasEmptySegment(params))) return 'none';
  const method = asked === 'HEAD' ? 'GET' : asked;
  const any = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? 'ANY' : undefined;
  const found =
    ofBest.find(({ endpoint }) => endpoint.method === method) ??
    ofBest.find(({ endpoint }) => endpoint.method === any) ??
    fitting.find(
      ({ endpoint, params }) => endpoint.method === 'ANY' && endpoint.name.startsWith('*') && !hasEmptySegment(params),
    );
  if (found) return JSON.stringify([found.endpoint.method, found.endpoint.name, found.params]);
  return ofBest.length > 0 ? 'method' : 'none';
}

/** An encoded slash of a rest is one: such a path is none of this name, and of no other either. */
function hasEmptySegment({ all, rest = all }: Record<string, string>): boolean {
  return rest?.split('/').includes('') === true;
}

/** Segment by segment, from the left: what is nearer comes first. */
function rankOf(one: string): string {
  return one.replace(/[^/]+/g, (segment) => (segment.startsWith('*') ? '3' : segment.startsWith(':') ? '2' : '1'));
}

function paramsIn(one: string, path: string): Record<string, string> | undefined {
  if (one === '/') return path === '' || path === '/' ? {} : undefined;
  const [expected, given] = [one.split('/'), path.split('/').slice(1)];
  const params: Record<string, string> = {};
  for (const [at, segment] of expected.entries()) {
    const value = given[at];
    if (value === undefined || given.includes('')) return undefined;
    if (segment.startsWith('*')) {
      return { ...params, [segment.slice(1)]: given.slice(at).map(decodeURIComponent).join('/') };
    }
    if (segment.startsWith(':')) params[segment.slice(1)] = decodeURIComponent(value);
    else if (segment !== decodeURI(value)) return undefined;
  }
  return given.length === expected.length ? params : undefined;
}

/** What a path leads to, as `plainRouter` says it. */
function foundBy(routes: Awaited<ReturnType<typeof createRoutes>>, one: string, path: string): string {
  const match = routes.find(one, path);
  return match.kind === 'found' ? JSON.stringify([match.rule.method, match.rule.name, match.params]) : match.kind;
}

/** A store whose active rules are the values of `active`. */
function storeOf(active: ReadonlyMap<string, { readonly version: string }>): Store {
  const rules = {
    activeVersions: () => Promise.resolve([...active.values()].map(({ version }) => version)),
    async *ofVersions(versions: readonly string[]) {
      yield await Promise.resolve([...active.values()].filter(({ version }) => versions.includes(version)));
    },
  };
  const scripts = { active: () => Promise.resolve([]) };
  const secrets = { openWithFormer: () => Promise.resolve({ current: [], former: [] }) };
  return { rules, scripts, secrets } as unknown as Store;
}

describe('routes', () => {
  it('lead to the most specific name, then to the method', async () => {
    const endpoint = fc.record({ method, name });
    await fc.assert(
      fc.asyncProperty(
        fc.array(endpoint, { maxLength: 12 }),
        fc.array(asked, { maxLength: 12 }),
        async (all, paths) => {
          const endpoints = all.map((one): Endpoint => {
            return { ...one, target: () => ({ kind: 'found', rule: one as CompiledRule }) };
          });
          const routes = await createRoutes(endpoints);
          for (const path of paths)
            for (const one of METHODS)
              assert.equal(foundBy(routes, one, path), plainlyFound(endpoints, one, path), `${one} ${path}`);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are after any sequence of rules saved, switched and deleted those of the rules that are left', async () => {
    const change = fc.record({ kind: fc.constantFrom('save', 'remove'), method, name });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 12 }),
        fc.array(asked, { maxLength: 8 }),
        async (changes, paths) => {
          const active = new Map<
            string,
            { method: string; name: string; version: string; desc: string; rule: object }
          >();
          let snapshot = emptySnapshot;
          for (const [at, { kind, ...rule }] of changes.entries()) {
            const key = `${rule.method} ${rule.name}`;
            if (kind === 'remove') active.delete(key);
            else active.set(key, { ...rule, version: `V${at}`, desc: '', rule: {} });
            snapshot = await loadSnapshot(storeOf(active), at, snapshot, log);
          }
          const fresh = await loadSnapshot(storeOf(active), 1, emptySnapshot, log);
          assert.deepEqual([...snapshot.endpoints.keys()].sort(), [...fresh.endpoints.keys()].sort());
          for (const path of paths)
            for (const one of METHODS)
              assert.equal(foundBy(snapshot.routes, one, path), foundBy(fresh.routes, one, path), `${one} ${path}`);
        },
      ),
      { numRuns: 200 },
    );
  });
});
