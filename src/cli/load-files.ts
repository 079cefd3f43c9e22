import path from 'node:path';
import type { Logger } from 'pino';
import type { Registry } from '../registry/registry.ts';
import { checkHere } from '../sandbox/check-here.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Store } from '../store/store.ts';
import { letYoungGenerationGrow } from '../v8-flags.ts';
import { CliError } from './cli-error.ts';
import { shortPath, showDiagnostic } from './file-diagnostic.ts';
import { FILES, readKnownFiles } from './known-files.ts';
import { warnOfMissingFiles } from './missing-files.ts';
import { readSources } from './read-sources.ts';
import type { Sources } from './read-sources.ts';
import { filesOfFolders } from './source-files.ts';
import type { Folders } from './source-files.ts';

export interface LoadFilesDeps {
  readonly store: Pick<Store, 'rules' | 'scripts'>;
  readonly sandbox: Pick<Sandbox, 'check'>;
  readonly registry: Pick<Registry, 'environment' | 'names'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Missing files that were reported already; empty at first. */
  readonly reportedMissing?: Set<string>;
}

/** From here on, what they take of the processor in a small young generation is more than what a larger one takes of memory. */
const MANY_FILES = 500;

/**
 * Makes each file whose content is new the active version of its rule or script, all in one transaction of each kind. What
 * a file brought before is compared, not what is active: a version that was activated since by hand stays.
 * @param onBroken `refuse`: nothing is loaded when a file is broken; `keep`: what it brought before stays as it is.
 * @throws CliError naming every broken file.
 */
export async function loadFiles(deps: LoadFilesDeps, folders: Folders, onBroken: 'refuse' | 'keep'): Promise<void> {
  const { log, registry, sandbox, store } = deps;
  const files = await filesOfFolders(folders);
  if (files.rules.length > MANY_FILES) letYoungGenerationGrow();
  const known = await readKnownFiles(store);
  // The sandbox starts with the first script that runs, not with the first start.
  const checker: Pick<Sandbox, 'check'> = { check: (source, language) => checkHere(sandbox, source, language) };
  const surroundings = { ...registry.environment(), otherRules: () => registry.names() };
  const sources = await readSources(files, checker, surroundings, known);
  const { diagnostics } = sources;
  const errors = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map((diagnostic) => showDiagnostic(diagnostic));
  if (errors.length > 0 && onBroken === 'refuse') {
    throw new CliError(
      `${errors.join('\n')}\nbroken files are not loaded: correct them (stepgate check shows them too)`,
    );
  }
  for (const error of errors) log.error(`${error}; the version loaded before stays`);
  const scripts = sources.scripts.filter((script) => !known.isKnownScript(script));
  const rules = sources.rules.filter(({ document }) => !known.isKnownRule(document));
  await addVersions(store, { scripts, rules }, folders);
  const loaded = new Set([...scripts, ...rules].map(({ file }) => file));
  for (const file of loaded) log.info(`${shortPath(file)}: loaded a new version`);
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === 'warning' && loaded.has(diagnostic.file)) log.warn(showDiagnostic(diagnostic));
  }
  // What a broken file holds is not known: its endpoint is not missed.
  if (errors.length === 0)
    await warnOfMissingFiles(deps, folders, { sources, known }, deps.reportedMissing ?? new Set());
}

async function addVersions(
  store: LoadFilesDeps['store'],
  { scripts, rules }: Pick<Sources, 'scripts' | 'rules'>,
  { scriptsDir = '', rulesDir = '' }: Folders,
): Promise<void> {
  // Scripts first: a rule never runs before what it names.
  const newScripts = scripts.map(({ file, name, source, language }) => {
    return { name, script: source, language, desc: '', file: path.relative(scriptsDir, file) };
  });
  if (newScripts.length > 0) await store.scripts.addAll(newScripts, FILES);
  const newRules = rules.map(({ file, document: { name, method, rule, desc = '' } }) => {
    return { name, method, rule, desc, file: path.relative(rulesDir, file) };
  });
  if (newRules.length > 0) await store.rules.addAll(newRules, FILES);
}
