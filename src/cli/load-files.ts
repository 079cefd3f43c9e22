import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Registry } from '../registry/registry.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Store } from '../store/store.ts';
import { CliError } from './cli-error.ts';
import { shortPath, showDiagnostic } from './file-diagnostic.ts';
import { warnOfMissingFiles } from './missing-files.ts';
import { FILES, newestFromFiles } from './newest-from-files.ts';
import { readSources } from './read-sources.ts';
import type { RuleFile } from './rule-file.ts';
import type { ScriptFile } from './script-file.ts';
import { filesOfFolders } from './source-files.ts';
import type { Folders } from './source-files.ts';

export interface LoadFilesDeps {
  readonly store: Pick<Store, 'rules' | 'scripts'>;
  readonly sandbox: Pick<Sandbox, 'check'>;
  readonly registry: Pick<Registry, 'environment'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Missing files that were reported already; empty at first. */
  readonly reportedMissing?: Set<string>;
}

/**
 * Makes each file whose content is new the active version of its rule or script. What a file brought before is compared,
 * not what is active: a version that was activated since by hand stays.
 * @param onBroken `refuse`: nothing is loaded when a file is broken; `keep`: what it brought before stays as it is.
 * @throws CliError naming every broken file.
 */
export async function loadFiles(deps: LoadFilesDeps, folders: Folders, onBroken: 'refuse' | 'keep'): Promise<void> {
  const { log, registry, sandbox } = deps;
  const sources = await readSources(await filesOfFolders(folders), sandbox, registry.environment());
  const { rules, scripts, diagnostics } = sources;
  const errors = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map((diagnostic) => showDiagnostic(diagnostic));
  if (errors.length > 0 && onBroken === 'refuse') {
    throw new CliError(
      `${errors.join('\n')}\nbroken files are not loaded: correct them (stepgate check shows them too)`,
    );
  }
  for (const error of errors) log.error(`${error}; the version loaded before stays`);
  // Scripts first: a rule never runs before what it names.
  const loaded = [
    ...(await eachInTurn(scripts, (script) => loadScript(deps.store.scripts, script, folders))),
    ...(await eachInTurn(rules, (rule) => loadRule(deps.store.rules, rule, folders))),
  ];
  for (const file of loaded) log.info(`${shortPath(file)}: loaded a new version`);
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === 'warning' && loaded.includes(diagnostic.file)) log.warn(showDiagnostic(diagnostic));
  }
  // What a broken file holds is not known: its endpoint is not missed.
  if (errors.length === 0) await warnOfMissingFiles(deps, folders, sources, deps.reportedMissing ?? new Set());
}

/** The files whose content was new. */
async function eachInTurn<T extends { readonly file: string }>(
  files: readonly T[],
  load: (one: T) => Promise<boolean>,
): Promise<string[]> {
  const loaded: string[] = [];
  for (const one of files) if (await load(one)) loaded.push(one.file);
  return loaded;
}

async function loadScript(
  store: Store['scripts'],
  { file, name, source, language }: ScriptFile,
  { scriptsDir = '' }: Folders,
): Promise<boolean> {
  const before = await newestFromFiles(store, { name });
  if (before?.script === source && before.language === language) return false;
  await store.add({ name, script: source, language, desc: '', file: path.relative(scriptsDir, file) }, true, FILES);
  return true;
}

async function loadRule(
  store: Store['rules'],
  { file, document }: RuleFile,
  { rulesDir = '' }: Folders,
): Promise<boolean> {
  const { name, method, rule, desc = '' } = document;
  const before = await newestFromFiles(store, { name, method });
  if (before?.desc === desc && isDeepStrictEqual(before.rule, rule)) return false;
  await store.add({ name, method, rule, desc, file: path.relative(rulesDir, file) }, true, FILES);
  return true;
}
