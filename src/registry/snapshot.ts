import type { Logger } from 'pino';
import { toStepgateError } from '../error.ts';
import { compileRule } from '../rule/compile.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import type { SandboxScript } from '../sandbox/sandbox.ts';
import type { RuleVersion, Store } from '../store/store.ts';
import { createRoutes } from './routes.ts';
import type { Endpoint, Routes } from './routes.ts';

/** Everything that is active at one revision of the store. Never changed once made. */
export interface Snapshot {
  readonly revision: number;
  readonly routes: Routes;
  readonly rules: readonly CompiledRule[];
  /** By version: what the next snapshot need not compile again. */
  readonly targets: ReadonlyMap<string, Endpoint['target']>;
  /** By name. */
  readonly scripts: ReadonlyMap<string, SandboxScript>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Values that secrets had before. */
  readonly formerSecrets: readonly (readonly [name: string, value: string])[];
}

export const emptySnapshot: Snapshot = {
  revision: -1,
  routes: createRoutes([]),
  rules: [],
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
  const endpoints = rules
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((rule): Endpoint => {
      const target = before.targets.get(rule.version) ?? compile(rule, log);
      return { method: rule.method, name: rule.name, target };
    });
  const routes = createRoutes(endpoints);
  for (const { method, name } of routes.shadowed) {
    log.warn({ rule: `${method} ${name}` }, 'rule is never reached: another one has the same method and path');
  }
  return {
    revision,
    routes,
    rules: endpoints.flatMap(({ target }) => (target.kind === 'found' ? [target.rule] : [])),
    targets: new Map(endpoints.map(({ target }) => [target.rule.version, target])),
    scripts: new Map(
      scripts.map(({ name, version, script, language }) => [name, { name, version, source: script, language }]),
    ),
    secrets: Object.freeze(Object.fromEntries(secrets.current)),
    formerSecrets: secrets.former,
  };
}

function compile(row: RuleVersion, log: Pick<Logger, 'error'>): Endpoint['target'] {
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
