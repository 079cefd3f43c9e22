import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { NamedFolder } from '../config.ts';
import { CliError, EXIT } from './cli-error.ts';
import type { FileDiagnostic } from './file-diagnostic.ts';
import { listFiles } from './list-files.ts';
import type { Listed } from './list-files.ts';
import { RULE_ENDINGS } from './rule-file.ts';
import { SCRIPT_ENDINGS } from './script-file.ts';
import { unreadable } from './source-text.ts';

/** Where rules and scripts lie as files; undefined: there is no such folder. */
export interface Folders {
  readonly rulesDir: string | undefined;
  readonly scriptsDir: string | undefined;
  /** Those of them that have to be there. */
  readonly namedFolders?: readonly NamedFolder[];
}

/** Files that hold rules and scripts, not read yet. */
export interface SourceFiles {
  readonly rules: readonly string[];
  /** A script is named by its path below `folder`. */
  readonly scripts: readonly { readonly file: string; readonly folder: string }[];
  /** What lies there and cannot be read. */
  readonly diagnostics: readonly FileDiagnostic[];
}

/**
 * All rule files of the one folder, all script files of the other.
 * @throws CliError when a folder that is named is not there.
 */
export async function filesOfFolders({ rulesDir, scriptsDir, namedFolders = [] }: Folders): Promise<SourceFiles> {
  for (const named of namedFolders) await refuseMissing(named);
  const rules = rulesDir === undefined ? NOTHING : await listFiles(rulesDir, RULE_ENDINGS);
  const scripts = scriptsDir === undefined ? NOTHING : await listFiles(scriptsDir, SCRIPT_ENDINGS);
  return {
    rules: rules.files,
    scripts: scripts.files.map((file) => ({ file, folder: scriptsDir ?? '' })),
    diagnostics: [...rules.diagnostics, ...scripts.diagnostics],
  };
}

const NOTHING: Listed = { files: [], diagnostics: [] };

/**
 * The files that `paths` name: files, and folders with all below them.
 * @param scriptsDir scripts in it have the name that they have there.
 * @throws CliError when there is no such path, or a file is neither a rule nor a script.
 */
export async function filesOfPaths(paths: readonly string[], scriptsDir: string | undefined): Promise<SourceFiles> {
  const rules: string[] = [];
  const scripts: SourceFiles['scripts'][number][] = [];
  const diagnostics: FileDiagnostic[] = [];
  for (const named of new Set(paths)) {
    const place = path.resolve(named);
    const isFolder = await isDirectory(place, named);
    const folder =
      scriptsDir !== undefined && isWithin(place, scriptsDir) ? scriptsDir : isFolder ? place : path.dirname(place);
    if (isFolder) {
      const listed = await listFiles(place, [...RULE_ENDINGS, ...SCRIPT_ENDINGS]);
      const isRule = (file: string): boolean => RULE_ENDINGS.includes(path.extname(file));
      rules.push(...listed.files.filter(isRule));
      scripts.push(...listed.files.filter((file) => !isRule(file)).map((file) => ({ file, folder })));
      diagnostics.push(...listed.diagnostics);
    } else if (RULE_ENDINGS.includes(path.extname(place))) rules.push(place);
    else if (SCRIPT_ENDINGS.includes(path.extname(place))) scripts.push({ file: place, folder });
    else
      throw new CliError(
        `${named} is neither a rule (${RULE_ENDINGS.join(' ')}) nor a script (${SCRIPT_ENDINGS.join(' ')})`,
        EXIT.usage,
      );
  }
  return { rules, scripts, diagnostics };
}

async function refuseMissing({ variable, folder }: NamedFolder): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new CliError(`the folder ${folder} cannot be read: ${message}`);
  });
  if (found?.isDirectory()) return;
  const what = found ? 'is no folder' : 'is not there';
  throw new CliError(
    `${variable} names ${folder}, which ${what}; make the folder, or set ${variable}= for none`,
    EXIT.usage,
  );
}

async function isDirectory(place: string, named: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory();
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const why = isMissing ? `there is no file or folder ${named}` : `${named} ${unreadable(place, error).message}`;
    throw new CliError(why, EXIT.usage);
  }
}

function isWithin(place: string, folder: string): boolean {
  return place === folder || place.startsWith(folder + path.sep);
}
