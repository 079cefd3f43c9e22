import path from 'node:path';
import type { Config } from '../config.ts';
import { EXIT } from './cli-error.ts';
import { counted, paint, printJson, printLine } from './output.ts';
import type { Format } from './output.ts';
import { shortPath, showDiagnostic } from './file-diagnostic.ts';
import type { FileDiagnostic } from './file-diagnostic.ts';
import { listFiles } from './list-files.ts';
import { namesOfRules, readSources } from './read-sources.ts';
import type { Surroundings } from './read-sources.ts';
import { SCHEDULE_ENDINGS, readScheduleFiles } from './schedule-file.ts';
import { createScriptChecker } from './script-checker.ts';
import { scriptName } from './script-file.ts';
import { filesOfFolders, filesOfPaths } from './source-files.ts';
import type { SourceFiles } from './source-files.ts';

export interface CheckOptions {
  /** Warnings fail too. */
  readonly strict: boolean;
  readonly format: Format;
}

const COLOURS = { place: 'bold', error: 'red', warning: 'yellow' } as const;

/**
 * `stepgate check`: prints what is wrong with the files of rules, scripts and schedules, without a database.
 * @returns the exit code.
 */
export async function check(config: Config, paths: readonly string[], options: CheckOptions): Promise<number> {
  const known = await filesOfFolders(config);
  const found = paths.length === 0 ? known : await filesOfPaths(paths, config.scriptsDir);
  const { schedules, asked } = paths.length === 0 ? await allOf(config, known) : apart(found, config.schedulesDir);
  const scripts = createScriptChecker(config);
  try {
    const knownScripts = new Set(known.scripts.map(({ file, folder }) => scriptName(file, folder)));
    const surroundings: Surroundings = {
      hasScript: (name) => knownScripts.has(name.replace(/\.[jt]s$/, '')),
      hasVar: (name) => name === 'SELF' || Object.hasOwn(config.vars, name),
      otherRules: () => (paths.length === 0 ? [] : namesOfRules(known.rules, scripts)),
    };
    const sources = await readSources(asked, scripts, surroundings);
    const rules = schedules.length === 0 ? [] : await namesOfRules(known.rules, scripts);
    const scheduled = await readScheduleFiles(schedules, rules);
    const diagnostics = [...sources.diagnostics, ...scheduled.diagnostics];
    print(diagnostics, asked.rules.length + asked.scripts.length + schedules.length, options.format);
    const failed = diagnostics.some(({ severity }) => severity === 'error' || options.strict);
    return failed ? EXIT.failed : 0;
  } finally {
    await scripts.close();
  }
}

interface Asked {
  readonly asked: SourceFiles;
  readonly schedules: readonly string[];
}

async function allOf({ schedulesDir }: Config, asked: SourceFiles): Promise<Asked> {
  if (schedulesDir === undefined) return { asked, schedules: [] };
  const { files, diagnostics } = await listFiles(schedulesDir, SCHEDULE_ENDINGS);
  return { asked: { ...asked, diagnostics: [...asked.diagnostics, ...diagnostics] }, schedules: files };
}

/** Of files that are named, those in the folder of schedules are schedules. */
function apart(asked: SourceFiles, schedulesDir: string | undefined): Asked {
  const isSchedule = (file: string): boolean =>
    schedulesDir !== undefined && file.startsWith(schedulesDir + path.sep) && path.extname(file) === '.json';
  const rules = asked.rules.filter((file) => !isSchedule(file));
  return { asked: { ...asked, rules }, schedules: asked.rules.filter(isSchedule) };
}

function print(diagnostics: readonly FileDiagnostic[], files: number, format: Format): void {
  if (format === 'json') {
    const shown = diagnostics.map((diagnostic) => ({ ...diagnostic, file: shortPath(diagnostic.file) }));
    return printJson(shown);
  }
  for (const diagnostic of diagnostics)
    printLine(showDiagnostic(diagnostic, (part, text) => paint(COLOURS[part], text)));
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const counts = [counted(files, 'file'), counted(errors, 'error'), counted(diagnostics.length - errors, 'warning')];
  const hint = files === 0 ? '; rules are .json and .yaml files in rules, scripts .js and .ts files in scripts' : '';
  const colour = errors > 0 ? 'red' : diagnostics.length > 0 ? 'yellow' : 'green';
  printLine(paint(colour, counts.join(', ')) + hint);
}
