import { readFile } from 'node:fs/promises';
import { isObject } from '../json.ts';
import type { Config } from '../config.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Store } from '../store/store.ts';
import { NoTextError, textOfFile } from '../utf8-file.ts';
import { CliError } from './cli-error.ts';
import { exchangeFolder } from './exchange-folder.ts';
import type { Manifest } from './exchange-folder.ts';
import { shortPath, showDiagnostic } from './file-diagnostic.ts';
import { printResult } from './output.ts';
import type { Format } from './output.ts';
import { withProgress } from './progress.ts';
import { readSources } from './read-sources.ts';
import type { Sources } from './read-sources.ts';
import { createScriptChecker } from './script-checker.ts';
import { filesOfFolders } from './source-files.ts';
import { CLI, withStore } from './with-store.ts';

/**
 * `stepgate import`: makes the rules and scripts of an exported folder the active versions. What is active already stays
 * as it is; nothing is imported when one file is broken.
 */
export async function importFiles(config: Config, folder: string, format: Format): Promise<void> {
  const place = exchangeFolder(folder);
  const manifest = await readManifest(place.manifestFile);
  await withStore(config, async (store) => {
    const sources = await readGood(config, store, place, manifest !== NO_MANIFEST);
    const [rules, scripts] = [sources.rules.length, sources.scripts.length];
    const added = await withProgress('importing', async (advance) => {
      const newScripts = await importScripts(store, sources.scripts, manifest, (n) => advance(n, rules + scripts));
      const newRules = await importRules(store, sources.rules, (n) => advance(scripts + n, rules + scripts));
      return { rules: newRules, scripts: newScripts };
    });
    const missing: string[] = [];
    for (const { name } of manifest.secrets) if (!(await store.secrets.get({ name }))) missing.push(name);
    const text = [`${added.rules} of ${rules} rules and ${added.scripts} of ${scripts} scripts were new`];
    if (missing.length > 0)
      text.push(`secrets that are not there yet: ${missing.join(', ')}; add them with stepgate secret set`);
    const of = (total: number, newOnes: number) => ({ total, new: newOnes });
    const result = { rules: of(rules, added.rules), scripts: of(scripts, added.scripts), missing_secrets: missing };
    printResult(format, result, text.join('\n'));
  });
}

async function readGood(
  config: Config,
  store: Store,
  place: Parameters<typeof filesOfFolders>[0],
  exported: boolean,
): Promise<Sources> {
  const files = await filesOfFolders(place);
  if (!exported && files.rules.length + files.scripts.length === 0) {
    throw new CliError(
      `there are no files in ${shortPath(place.rulesDir ?? '')} and ${shortPath(place.scriptsDir ?? '')}`,
    );
  }
  const checker = createScriptChecker(config);
  try {
    const known = new Set((await store.scripts.active()).map(({ name }) => name));
    const sources = await withProgress('checking', (advance) =>
      readSources(
        files,
        counting(checker, (n) => advance(n, files.scripts.length)),
        {
          hasScript: (name) => known.has(name),
        },
      ),
    );
    const errors = sources.diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return sources;
    const shown = errors.map((diagnostic) => showDiagnostic(diagnostic)).join('\n');
    throw new CliError(`${shown}\nnothing was imported: correct these files first`);
  } finally {
    await checker.close();
  }
}

/** Tells how many scripts have been checked. */
function counting(sandbox: Pick<Sandbox, 'check'>, seen: (count: number) => void): Pick<Sandbox, 'check'> {
  let count = 0;
  return {
    async check(...script) {
      const found = await sandbox.check(...script);
      if (script[1] !== 'jsonata') seen((count += 1));
      return found;
    },
  };
}

async function importScripts(
  { scripts }: Store,
  files: Sources['scripts'],
  manifest: Manifest,
  seen: (count: number) => void,
): Promise<number> {
  const active = new Map((await scripts.active()).map((one) => [one.name, one]));
  let added = 0;
  for (const [n, { name, source, language }] of files.entries()) {
    seen(n);
    const desc = manifest.scripts[name] ?? '';
    const now = active.get(name);
    if (now?.script === source && now.language === language && now.desc === desc) continue;
    await scripts.add({ name, script: source, language, desc }, true, CLI);
    added += 1;
  }
  return added;
}

async function importRules({ rules }: Store, files: Sources['rules'], seen: (count: number) => void): Promise<number> {
  const active = new Map((await rules.active()).map((one) => [`${one.method} ${one.name}`, one]));
  let added = 0;
  for (const [n, { document }] of files.entries()) {
    seen(n);
    const { name, method, desc = '', rule } = document;
    const now = active.get(`${method} ${name}`);
    // The order of members counts: an export writes them as they are stored.
    if (now?.desc === desc && JSON.stringify(now.rule) === JSON.stringify(rule)) continue;
    await rules.add({ name, method, rule, desc }, true, CLI);
    added += 1;
  }
  return added;
}

const NO_MANIFEST: Manifest = { format: 1, scripts: {}, secrets: [] };

/** A folder without one was not exported, but written by hand. */
async function readManifest(file: string): Promise<Manifest> {
  let text: string;
  try {
    text = textOfFile(await readFile(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NO_MANIFEST;
    if (error instanceof NoTextError) throw new CliError(`${shortPath(file)} ${error.message}`);
    throw new CliError(`${shortPath(file)} cannot be read: ${(error as Error).message}`);
  }
  try {
    const manifest = JSON.parse(text) as unknown;
    if (isManifest(manifest)) return manifest;
  } catch {
    // Said below.
  }
  throw new CliError(`${shortPath(file)} is no manifest of an export of this version; export again, or remove it`);
}

function isManifest(value: unknown): value is Manifest {
  if (!isObject(value) || value.format !== 1 || !isObject(value.scripts) || !Array.isArray(value.secrets)) return false;
  const named = value.secrets.every((secret) => isObject(secret) && typeof secret.name === 'string');
  return named && Object.values(value.scripts).every((desc) => typeof desc === 'string');
}
