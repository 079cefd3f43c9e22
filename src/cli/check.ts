import type { Config } from '../config.ts';
import { EXIT } from './cli-error.ts';
import { counted, paint, printJson, printLine } from './output.ts';
import type { Format } from './output.ts';
import { shortPath, showDiagnostic } from './file-diagnostic.ts';
import type { FileDiagnostic } from './file-diagnostic.ts';
import { namesOfRules, readSources } from './read-sources.ts';
import type { Surroundings } from './read-sources.ts';
import { createScriptChecker } from './script-checker.ts';
import { scriptName } from './script-file.ts';
import { filesOfFolders, filesOfPaths } from './source-files.ts';

export interface CheckOptions {
  /** Warnings fail too. */
  readonly strict: boolean;
  readonly format: Format;
}

const COLOURS = { place: 'bold', error: 'red', warning: 'yellow' } as const;

/**
 * `stepgate check`: prints what is wrong with rule and script files, without a database.
 * @returns the exit code.
 */
export async function check(config: Config, paths: readonly string[], options: CheckOptions): Promise<number> {
  const known = await filesOfFolders(config);
  const asked = paths.length === 0 ? known : await filesOfPaths(paths, config.scriptsDir);
  const scripts = createScriptChecker(config);
  try {
    const knownScripts = new Set(known.scripts.map(({ file, folder }) => scriptName(file, folder)));
    const surroundings: Surroundings = {
      hasScript: (name) => knownScripts.has(name.replace(/\.[jt]s$/, '')),
      hasVar: (name) => name === 'SELF' || Object.hasOwn(config.vars, name),
      otherRules: () => (asked === known ? [] : namesOfRules(known.rules, scripts)),
    };
    const { diagnostics } = await readSources(asked, scripts, surroundings);
    print(diagnostics, asked.rules.length + asked.scripts.length, options.format);
    const failed = diagnostics.some(({ severity }) => severity === 'error' || options.strict);
    return failed ? EXIT.failed : 0;
  } finally {
    await scripts.close();
  }
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
