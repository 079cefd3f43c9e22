import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { packageFolder } from '../version.ts';
import { CliError } from './cli-error.ts';
import { shortPath } from './file-diagnostic.ts';
import { printResult } from './output.ts';
import type { Format } from './output.ts';

/** What a folder begins with, and where each file is in the package. */
const FILES: readonly (readonly [name: string, from: string])[] = [
  ['README.md', 'template/README.md'],
  // A package holds neither a .env nor a .gitignore.
  ['.env', 'template/env'],
  ['.gitignore', 'template/gitignore'],
  ['rules/greet.json', 'template/rules/greet.json'],
  ['scripts/greeting.js', 'template/scripts/greeting.js'],
  ['schemas/rule.json', 'schemas/rule.json'],
  ['ctx.d.ts', 'ctx.d.ts'],
];

/** `stepgate init`: a folder to begin with. @throws CliError when one of its files is there already; nothing is written then. */
export async function initFolder(given: string, { format }: { readonly format: Format }): Promise<void> {
  const folder = path.resolve(given);
  const there = FILES.map(([name]) => name).filter((name) => existsSync(path.join(folder, name)));
  if (there.length > 0) {
    const where = shortPath(folder) === '' ? 'this folder' : shortPath(folder);
    throw new CliError(
      `${where} has ${there.join(', ')} already, and nothing is overwritten; name another folder: stepgate init DIR`,
    );
  }
  for (const [name, from] of FILES) {
    const file = path.join(folder, name);
    await makeFolder(path.dirname(file));
    await copyFile(path.join(packageFolder, from), file);
  }
  const value = { folder, files: FILES.map(([name]) => name) };
  printResult(format, value, nextSteps(shortPath(folder)));
}

function nextSteps(folder: string): string {
  const quoted = /^[\w./~-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", String.raw`'\''`)}'`;
  const lines = [
    ...(folder === '' ? [] : [`cd ${quoted}`]),
    'stepgate start --watch',
    `curl -i http://127.0.0.1:3000/ps/greet -H 'content-type: application/json' -d '{"name":"Ada","times":2}'`,
  ];
  const made = `${FILES.length} files are in ${folder === '' ? 'this folder' : folder}; README.md says what is what.`;
  return `${made} Next (the last line in a second terminal):\n\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
