import type { RuleEnvironment } from '../rule/compiled.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { shortPath } from './file-diagnostic.ts';
import type { FileDiagnostic } from './file-diagnostic.ts';
import type { KnownFiles } from './known-files.ts';
import { readRuleFile } from './rule-file.ts';
import type { RuleFile } from './rule-file.ts';
import { checkScriptFile, readScriptFile, scriptName } from './script-file.ts';
import type { ScriptFile } from './script-file.ts';
import type { SourceFiles } from './source-files.ts';

/** What the files hold: those that are right, and what is wrong with the others. */
export interface Sources {
  readonly rules: readonly RuleFile[];
  readonly scripts: readonly ScriptFile[];
  readonly diagnostics: readonly FileDiagnostic[];
}

/**
 * Reads rule and script files, and checks them.
 * @param environment what else there is; the scripts that are read are added to it.
 * @param known what is not checked again; undefined: nothing.
 */
export async function readSources(
  files: SourceFiles,
  sandbox: Pick<Sandbox, 'check'>,
  environment: RuleEnvironment,
  known?: KnownFiles,
): Promise<Sources> {
  const readScripts = await readAll(files.scripts, ({ file, folder }) => readScriptFile(file, folder));
  const scripts = readScripts.filter((one) => 'source' in one);
  // A script that cannot be read is there all the same: its rules get no diagnostic.
  const names = new Set(files.scripts.map(({ file, folder }) => scriptName(file, folder)));
  const hasScript = (name: string): boolean =>
    names.has(name.replace(/\.[jt]s$/, '')) || environment.hasScript?.(name) === true;
  const read = await readAll(files.rules, (file) => readRuleFile(file, { ...environment, hasScript }, sandbox, known));
  const rules = read.flatMap(({ rule }) => (rule === undefined ? [] : [rule]));
  const toCheck = scripts.filter((script) => known?.isKnownScript(script) !== true);
  const diagnostics = [
    ...files.diagnostics,
    ...readScripts.filter((one) => 'severity' in one),
    ...(await Promise.all(toCheck.map((script) => checkScriptFile(script, sandbox)))).flat(),
    ...read.flatMap((one) => one.diagnostics),
    ...doubles(scripts, ({ name }) => `the script ${name}`),
    ...doubles(rules, ({ document }) => `the rule ${document.method} ${document.name}`),
  ];
  const broken = new Set(diagnostics.filter(({ severity }) => severity === 'error').map(({ file }) => file));
  return {
    rules: rules.filter(({ file }) => !broken.has(file)),
    scripts: scripts.filter(({ file }) => !broken.has(file)),
    diagnostics,
  };
}

/** So many files are open at once: a process may open 1024, often no more. */
const OPEN_FILES = 256;

async function readAll<T, R>(files: readonly T[], read: (file: T) => Promise<R>): Promise<R[]> {
  const all: R[] = [];
  for (let from = 0; from < files.length; from += OPEN_FILES)
    all.push(...(await Promise.all(files.slice(from, from + OPEN_FILES).map(read))));
  return all;
}

/** Two files that hold the same thing: which of them counts would be chance. */
function doubles<T extends { readonly file: string }>(
  found: readonly T[],
  called: (one: T) => string,
): FileDiagnostic[] {
  const first = new Map<string, string>();
  return found.flatMap((one) => {
    const name = called(one);
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, one.file);
      return [];
    }
    const message = `${name} is already in ${shortPath(other)}; remove or rename one of the two`;
    return [{ severity: 'error', file: one.file, line: 1, column: 1, pointer: '', message } as const];
  });
}
