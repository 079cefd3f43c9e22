import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { repeat } from '../repeat.ts';
import { toStepgateError } from '../error.ts';
import { Pace } from '../large/turn.ts';
import type { CompiledRule, RuleEnvironment } from '../rule/compiled.ts';
import type { Store } from '../store/store.ts';
import { createReachability } from './reachability.ts';
import type { Registry } from './registry.ts';
import type { Endpoint } from './routes.ts';
import { emptySnapshot, loadSnapshot } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';

export interface RegistryDeps {
  readonly store: Store;
  /** Names behind `{var.NAME}`, for the warnings. */
  readonly varNames: readonly string[];
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Publishes a revision to other instances, which may not know it yet. */
  readonly publish?: (revision: number) => void;
}

/** A file name's ending, which a component may write after a script's name. */
const SCRIPT_ENDING = /\.[jt]s$/;

/** The registry over `store`; nothing is loaded yet. */
export function createRegistry(deps: RegistryDeps): Registry {
  const vars = new Set(deps.varNames);
  let snapshot = emptySnapshot;
  let published = 0;
  let last: Promise<unknown> = Promise.resolve();
  const reachability = createReachability(deps.clock, deps.log);

  function publishOnce(revision: number): void {
    if (revision <= published) return;
    published = revision;
    deps.publish?.(revision);
  }

  // One after the other: a refresh that began before a change must not count as the one after it.
  function refresh(): Promise<void> {
    const turn = last.then(async () => {
      const revision = await reachability.observe(deps.store.revision());
      if (revision === snapshot.revision) return;
      snapshot = await loadSnapshot(deps.store, revision, snapshot, deps.log);
      publishOnce(snapshot.revision);
    });
    last = turn.catch(() => undefined);
    return turn;
  }

  const script: Registry['script'] = (name) =>
    snapshot.scripts.get(name) ?? snapshot.scripts.get(name.replace(SCRIPT_ENDING, ''));
  const environment: RuleEnvironment = {
    hasScript: (name) => script(name) !== undefined,
    hasSecret: (name) => Object.hasOwn(snapshot.secrets, name),
    hasVar: (name) => vars.has(name),
  };
  return {
    refresh,
    async onRevision(revision) {
      published = Math.max(published, revision);
      if (revision > snapshot.revision) await refresh();
    },
    watch: (intervalMs) => watch(deps, refresh, intervalMs),
    find: (method, path) => snapshot.routes.find(method, path),
    script,
    secrets: () => snapshot.secrets,
    formerSecrets: () => snapshot.formerSecrets,
    rules: () => compiledRules(snapshot),
    rule: (version) => ruleOf(snapshot.endpoints.get(version)),
    names: () => [...snapshot.endpoints.values()].map(({ method, name }) => ({ method, name })),
    scriptNames: () => [...snapshot.scripts.keys()],
    environment: () => environment,
    get databaseReachable() {
      return reachability.now;
    },
  };
}

async function compiledRules({ endpoints }: Snapshot): Promise<CompiledRule[]> {
  const rules: CompiledRule[] = [];
  const pace = new Pace();
  for (const endpoint of endpoints.values()) {
    const rule = ruleOf(endpoint);
    if (rule !== undefined) rules.push(rule);
    if (pace.isOver) await pace.next();
  }
  return rules;
}

function ruleOf(endpoint: Endpoint | undefined): CompiledRule | undefined {
  const target = endpoint?.target();
  return target?.kind === 'found' ? target.rule : undefined;
}

function watch({ clock, log }: RegistryDeps, refresh: () => Promise<void>, intervalMs: number): () => Promise<void> {
  const watching = repeat(clock, intervalMs, refresh, (error) => {
    // That the database is away has been logged.
    if (toStepgateError(error).code !== '000503') log.error({ err: error }, 'what is active could not be loaded');
  });
  watching.start();
  return () => watching.stop();
}
