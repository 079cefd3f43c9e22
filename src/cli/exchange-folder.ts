import path from 'node:path';
import { CliError } from './cli-error.ts';

/**
 * What `export` writes and `import` reads:
 *
 *   rules/NAME.METHOD.json   the active rules, one file each
 *   scripts/NAME.js, .ts     the active scripts
 *   manifest.json            what files cannot hold: descriptions of scripts, names of secrets; never their content
 */
export interface ExchangeFolder {
  readonly rulesDir: string;
  readonly scriptsDir: string;
  readonly manifestFile: string;
}

export interface Manifest {
  /** Of this form. */
  readonly format: 1;
  /** Descriptions by name, of those scripts that have one. */
  readonly scripts: Readonly<Record<string, string>>;
  readonly secrets: readonly { readonly name: string; readonly description: string }[];
}

export function exchangeFolder(folder: string): ExchangeFolder {
  const root = path.resolve(folder);
  return {
    rulesDir: path.join(root, 'rules'),
    scriptsDir: path.join(root, 'scripts'),
    manifestFile: path.join(root, 'manifest.json'),
  };
}

/** `users/:id` and `GET` are `users/%3Aid.GET.json`: a name that every file system takes, and no two rules share. */
export function ruleFileName(name: string, method: string): string {
  // The prefix itself has no segments.
  const segments = (name === '/' ? [name] : name.split('/')).map(fileSegment);
  return `${segments.join('/')}.${method}.json`;
}

function fileSegment(segment: string): string {
  return encodeURIComponent(segment).replaceAll('*', '%2A').replace(/^\./, '%2E');
}

/** @throws CliError for a name that leads out of the folder, or that no file is read as. */
export function scriptFileName(name: string, language: 'js' | 'ts'): string {
  const file = `${name}.${language}`;
  const isRead = name.split('/').every((segment) => !segment.startsWith('.')) && !file.endsWith('.d.ts');
  if (isRead) return file;
  throw new CliError(
    `the script ${name} cannot be a file; save it under a name without leading dots, and delete this one`,
  );
}
