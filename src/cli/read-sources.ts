import type { RuleEnvironment } from '../rule/compiled.ts';
import { missingRules } from '../rule/rule-call.ts';
import type { RuleName } from '../rule/rule-call.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { diagnosticOf, shortPath } from './file-diagnostic.ts';
import type { FileDiagnostic } from './file-diagnostic.ts';
import type { KnownFiles } from './known-files.ts';
import { readRuleFile } from './rule-file.ts';
import type { ReadRuleFile, RuleFile } from './rule-file.ts';
import { checkScriptFile, readScriptFile, scriptName } from './script-file.ts';
import type { ScriptFile } from './script-file.ts';
import type { SourceFiles } from './source-files.ts';

/** What the files hold: those that are right, and what is wrong with the others. */
export interface Sources {
  readonly rules: readonly RuleFile[];
  readonly scripts: readonly ScriptFile[];
  readonly diagnostics: readonly FileDiagnostic[];
}

/** What else there is: scripts and rules that are read are added to it. */
export interface Surroundings extends RuleEnvironment {
  /** Asked only where a rule calls another one; undefined: not known, no warning. */
  readonly otherRules?: () => readonly RuleName[] | Promise<readonly RuleName[]>;
}

/**
 * Reads rule and script files, and checks them.
 * @param known what is not checked again; undefined: nothing.
 */
export async function readSources(
  files: SourceFiles,
  sandbox: Pick<Sandbox, 'check'>,
  { otherRules, ...environment }: Surroundings,
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
    ...(otherRules ? await missingOf(read, otherRules) : []),
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

/** Rules that a file has: those with errors are there all the same. */
export async function namesOfRules(files: readonly string[], sandbox: Pick<Sandbox, 'check'>): Promise<RuleName[]> {
  const read = await readAll(files, (file) => readRuleFile(file, {}, sandbox, { isKnownRule: () => true }));
  return read.flatMap(({ called }) => called ?? []);
}

async function missingOf(
  read: readonly ReadRuleFile[],
  otherRules: NonNullable<Surroundings['otherRules']>,
): Promise<FileDiagnostic[]> {
  const uses = read.flatMap(({ ruleUses }) => ruleUses);
  if (uses.length === 0) return [];
  const rules = [...read.flatMap(({ called }) => called ?? []), ...(await otherRules())];
  return missingRules(uses, rules).map((found) => diagnosticOf(found.file, found));
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
