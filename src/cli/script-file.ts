import path from 'node:path';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { diagnosticOf } from './file-diagnostic.ts';
import type { FileDiagnostic } from './file-diagnostic.ts';
import { readSourceText } from './source-text.ts';

export const SCRIPT_ENDINGS: readonly string[] = ['.js', '.ts'];

/** A script as its file holds it. */
export interface ScriptFile {
  readonly file: string;
  readonly name: string;
  readonly source: string;
  readonly language: 'js' | 'ts';
}

/** A script's name: its path below `folder`, without the ending. */
export function scriptName(file: string, folder: string): string {
  return path.relative(folder, file).slice(0, -path.extname(file).length).split(path.sep).join('/');
}

/** Reads a script's file; else says why it cannot be read. */
export async function readScriptFile(file: string, folder: string): Promise<ScriptFile | FileDiagnostic> {
  const language = path.extname(file) === '.ts' ? 'ts' : 'js';
  const source = await readSourceText(file);
  return typeof source === 'string' ? { file, name: scriptName(file, folder), source, language } : source;
}

/** As the admin API takes them. */
const NAME = /^[A-Za-z0-9_.~-]+(?:\/[A-Za-z0-9_.~-]+)*$/;

/** Compiles it, without running it. */
export async function checkScriptFile(script: ScriptFile, sandbox: Pick<Sandbox, 'check'>): Promise<FileDiagnostic[]> {
  if (!NAME.test(script.name) || script.name.length > 255) {
    const message = `${JSON.stringify(script.name)} is no name for a script: letters, digits, . _ ~ - and / between them`;
    return [diagnosticOf(script.file, { message })];
  }
  const found = await sandbox.check(script.source, script.language);
  return found.map((one) => diagnosticOf(script.file, one));
}
