import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/**
 * The licences of the packages that `files`, relative to `root`, are part of.
 * @throws when a package neither has a file of its licence nor names it.
 */
export function licencesOf(root: string, files: readonly string[]): string {
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const texts = [...folders].sort().map((folder) => licenceOf(path.join(root, folder)));
  return ['The JavaScript in this folder holds code of these packages, under their licences.\n', ...texts].join('\n');
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  const found = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  if (license === undefined && found.length === 0) throw new Error(`the package ${name} does not say its licence`);
  const texts = found.sort().map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return [`${'='.repeat(80)}\n${name} ${version}${license === undefined ? '' : ` (${license})`}\n`, ...texts, ''].join(
    '\n',
  );
}
