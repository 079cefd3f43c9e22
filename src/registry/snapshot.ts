import type { Logger } from 'pino';
import { toStepgateError } from '../error.ts';
import { compileRule } from '../rule/compile.ts';
import type { SandboxScript } from '../sandbox/sandbox.ts';
import type { RuleVersion, Store } from '../store/store.ts';
import { createRoutes } from './routes.ts';
import type { Endpoint, Routes, Target } from './routes.ts';

/** Everything that is active at one revision of the store. Never changed once made. */
export interface Snapshot {
  readonly revision: number;
  readonly routes: Routes;
  readonly endpoints: readonly Endpoint[];
  /** By version: what the next snapshot need not compile again. */
  readonly targets: ReadonlyMap<string, () => Target>;
  /** By name. */
  readonly scripts: ReadonlyMap<string, SandboxScript>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Values that secrets had before. */
  readonly formerSecrets: readonly (readonly [name: string, value: string])[];
}

export const emptySnapshot: Snapshot = {
  revision: -1,
  routes: createRoutes([]),
  endpoints: [],
  targets: new Map(),
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
  const [rules, scripts, secrets] = await Promise.all([
    store.rules.active(),
    store.scripts.active(),
    store.secrets.openWithFormer(),
  ]);
  const targets = new Map<string, () => Target>();
  const endpoints = rules
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((rule): Endpoint => {
      const target = before.targets.get(rule.version) ?? compiledOnce(rule, log);
      targets.set(rule.version, target);
      return { method: rule.method, name: rule.name, target };
    });
  const routes = createRoutes(endpoints);
  for (const { method, name } of routes.shadowed) {
    log.warn({ rule: `${method} ${name}` }, 'rule is never reached: another one has the same method and path');
  }
  return {
    revision,
    routes,
    ...{ endpoints, targets },
    scripts: new Map(
      scripts.map(({ name, version, script, language }) => [name, { name, version, source: script, language }]),
    ),
    secrets: Object.freeze(Object.fromEntries(secrets.current)),
    formerSecrets: secrets.former,
  };
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
