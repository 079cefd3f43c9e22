import type { Logger } from 'pino';
import { toStepgateError } from '../error.ts';
import { Pace } from '../large/turn.ts';
import { compileRule } from '../rule/compile.ts';
import type { StoredScript } from '../sandbox/sandbox.ts';
import type { RuleVersion, Store } from '../store/store.ts';
import { createRoutes, noRoutes } from './routes.ts';
import type { Endpoint, Routes, Target } from './routes.ts';

/** Everything that is active at one revision of the store. Never changed once made. */
export interface Snapshot {
  readonly revision: number;
  readonly routes: Routes;
  /** By version, in the order of their names: what the next snapshot need neither read nor compile again. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** By name. */
  readonly scripts: ReadonlyMap<string, StoredScript>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Values that secrets had before. */
  readonly formerSecrets: readonly (readonly [name: string, value: string])[];
}

export const emptySnapshot: Snapshot = {
  revision: -1,
  routes: noRoutes,
  endpoints: new Map(),
  scripts: new Map(),
  secrets: {},
  formerSecrets: [],
};

/**
 * Loads what is active. `revision` was read first: a change that comes in between raises it, and the next refresh loads
 * again. `before` is the snapshot that it replaces.
 */
export async function loadSnapshot(
  store: Store,
  revision: number,
  before: Snapshot,
  log: Pick<Logger, 'error' | 'warn'>,
): Promise<Snapshot> {
  const [endpoints, scripts, secrets] = await Promise.all([
    loadEndpoints(store, before, log),
    store.scripts.active(),
    store.secrets.openWithFormer(),
  ]);
  const routes = await createRoutes([...endpoints.values()]);
  for (const { method, name } of routes.shadowed) {
    log.warn({ rule: `${method} ${name}` }, 'rule is never reached: another one has the same method and path');
  }
  return {
    revision,
    routes,
    endpoints,
    scripts: new Map(
      scripts.map(({ name, version, script, language }) => [name, { name, version, source: script, language }]),
    ),
    secrets: Object.freeze(Object.fromEntries(secrets.current)),
    formerSecrets: secrets.former,
  };
}

/**
 * The active rules. Of those that `before` knows only the versions are read: of 20,000, the rules themselves are 20 MiB.
 * One that was deleted since its version was read is not there: the revision has changed with it.
 */
async function loadEndpoints(
  store: Store,
  before: Snapshot,
  log: Pick<Logger, 'error'>,
): Promise<ReadonlyMap<string, Endpoint>> {
  const pace = new Pace();
  const active: [version: string, endpoint: Endpoint][] = [];
  const unknown: string[] = [];
  for (const version of await store.rules.activeVersions()) {
    const endpoint = before.endpoints.get(version);
    if (endpoint === undefined) unknown.push(version);
    else active.push([version, endpoint]);
    if (pace.isOver) await pace.next();
  }
  for await (const rules of store.rules.ofVersions(unknown))
    for (const rule of rules)
      active.push([rule.version, { method: rule.method, name: rule.name, target: compiledOnce(rule, log) }]);
  active.sort(([, a], [, b]) => (a.name < b.name ? -1 : 1));
  const endpoints = new Map<string, Endpoint>();
  for (const [version, endpoint] of active) {
    endpoints.set(version, endpoint);
    if (pace.isOver) await pace.next();
  }
  return endpoints;
}

/**
 * The rule was checked when it was stored, and is compiled when it is first asked for: with 5,000 rules, a start that
 * compiles all takes 1.5 s longer (measured).
 */
function compiledOnce(row: RuleVersion, log: Pick<Logger, 'error'>): () => Target {
  let target: Target | undefined;
  return () => (target ??= compile(row, log));
}

function compile(row: RuleVersion, log: Pick<Logger, 'error'>): Target {
  const { name, method, desc, rule, version } = row;
  try {
    return { kind: 'found', rule: compileRule({ name, method, desc, rule }, version) };
  } catch (thrown) {
    const error = toStepgateError(thrown);
    const diagnostics = error.errors?.map((one) => `${one.pointer ?? ''} ${one.message}`).join('; ');
    const reason = diagnostics ? `${error.message}: ${diagnostics}` : error.message;
    log.error({ rule: `${method} ${name}`, version, err: thrown }, 'the active version of a rule does not compile');
    return { kind: 'broken', rule: { name, method, version, reason } };
  }
}
