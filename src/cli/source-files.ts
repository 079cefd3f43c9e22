import { stat } from 'node:fs/promises';
import path from 'node:path';
import { CliError, EXIT } from './cli-error.ts';
import { listFiles } from './list-files.ts';
import { RULE_ENDINGS } from './rule-file.ts';
import { SCRIPT_ENDINGS } from './script-file.ts';

/** Where rules and scripts lie as files; undefined: there is no such folder. */
export interface Folders {
  readonly rulesDir: string | undefined;
  readonly scriptsDir: string | undefined;
}

/** Files that hold rules and scripts, not read yet. */
export interface SourceFiles {
  readonly rules: readonly string[];
  /** A script is named by its path below `folder`. */
  readonly scripts: readonly { readonly file: string; readonly folder: string }[];
}

/** All rule files of the one folder, all script files of the other. */
export async function filesOfFolders({ rulesDir, scriptsDir }: Folders): Promise<SourceFiles> {
  return {
    rules: rulesDir === undefined ? [] : await listFiles(rulesDir, RULE_ENDINGS),
    scripts: scriptsDir === undefined ? [] : await scriptsIn(scriptsDir),
  };
}

/**
 * The files that `paths` name: files, and folders with all below them.
 * @param scriptsDir scripts in it have the name that they have there.
 * @throws CliError when there is no such path, or a file is neither a rule nor a script.
 */
export async function filesOfPaths(paths: readonly string[], scriptsDir: string | undefined): Promise<SourceFiles> {
  const rules: string[] = [];
  const scripts: SourceFiles['scripts'][number][] = [];
  for (const named of paths) {
    const place = path.resolve(named);
    const isFolder = await isDirectory(place, named);
    const folder =
      scriptsDir !== undefined && isWithin(place, scriptsDir) ? scriptsDir : isFolder ? place : path.dirname(place);
    if (isFolder) {
      rules.push(...(await listFiles(place, RULE_ENDINGS)));
      scripts.push(...(await listFiles(place, SCRIPT_ENDINGS)).map((file) => ({ file, folder })));
    } else if (RULE_ENDINGS.includes(path.extname(place))) rules.push(place);
    else if (SCRIPT_ENDINGS.includes(path.extname(place))) scripts.push({ file: place, folder });
    else
      throw new CliError(
        `${named} is neither a rule (${RULE_ENDINGS.join(' ')}) nor a script (${SCRIPT_ENDINGS.join(' ')})`,
        EXIT.usage,
      );
  }
  return { rules, scripts };
}

async function scriptsIn(folder: string): Promise<SourceFiles['scripts']> {
  return (await listFiles(folder, SCRIPT_ENDINGS)).map((file) => ({ file, folder }));
}

async function isDirectory(place: string, named: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CliError(`there is no file or folder ${named}`, EXIT.usage);
  }
}

function isWithin(place: string, folder: string): boolean {
  return place === folder || place.startsWith(folder + path.sep);
}
