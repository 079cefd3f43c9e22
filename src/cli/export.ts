import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../make-folder.ts';
import type { Config } from '../config.ts';
import type { RuleVersion, ScriptVersion, SecretHead, Store } from '../store/store.ts';
import { CliError } from './cli-error.ts';
import { exchangeFolder, ruleFileName, scriptFileName } from './exchange-folder.ts';
import type { ExchangeFolder, Manifest } from './exchange-folder.ts';
import { shortPath } from './file-diagnostic.ts';
import { listFiles } from './list-files.ts';
import { counted, printResult } from './output.ts';
import type { Format } from './output.ts';
import { withProgress } from './progress.ts';
import { RULE_ENDINGS } from './rule-file.ts';
import { SCRIPT_ENDINGS } from './script-file.ts';
import { withStore } from './with-store.ts';
import { allEntries } from '../store/result-page.ts';

/** `stepgate export`: writes the active rules and scripts, and the names of secrets, as files. */
export async function exportFiles(config: Config, folder: string, format: Format): Promise<void> {
  const { rules, scripts, secrets } = await withStore(config, async (store) => ({
    rules: await store.rules.active(),
    scripts: await store.scripts.active(),
    secrets: await allSecrets(store),
  }));
  const place = exchangeFolder(folder);
  const files = new Map([
    ...rules.map((rule) => [path.join(place.rulesDir, ruleFileName(rule.name, rule.method)), ruleText(rule)] as const),
    ...scripts.map((one) => [path.join(place.scriptsDir, scriptFileName(one.name, one.language)), one.script] as const),
    [place.manifestFile, json(manifestOf(scripts, secrets))],
  ]);
  await refuseOthers(place, files);
  await withProgress('exporting', async (advance) => {
    for (const [n, [file, text]] of [...files].entries()) {
      advance(n, files.size);
      await makeFolder(path.dirname(file));
      await writeFile(file, text);
    }
  });
  printResult(
    format,
    { folder, rules: rules.length, scripts: scripts.length, secrets: secrets.length },
    `${counted(rules.length, 'rule')}, ${counted(scripts.length, 'script')}, ${counted(secrets.length, 'secret name')}: written to ${folder}`,
  );
}

function ruleText({ name, method, desc, rule }: RuleVersion): string {
  return json({ name, method, ...(desc !== '' && { desc }), rule });
}

function manifestOf(scripts: readonly ScriptVersion[], secrets: readonly SecretHead[]): Manifest {
  const described = scripts.filter(({ desc }) => desc !== '');
  return {
    format: 1,
    scripts: Object.fromEntries(described.map(({ name, desc }) => [name, desc])),
    secrets: secrets.map(({ name, description }) => ({ name, description })),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function allSecrets({ secrets }: Store): Promise<SecretHead[]> {
  const all = await allEntries((place) => secrets.page({}, place));
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** An import would take files that are left from before for rules and scripts. */
async function refuseOthers(place: ExchangeFolder, files: ReadonlyMap<string, string>): Promise<void> {
  const there = [
    ...(await listFiles(place.rulesDir, RULE_ENDINGS)).files,
    ...(await listFiles(place.scriptsDir, SCRIPT_ENDINGS)).files,
  ];
  const others = there.filter((file) => !files.has(file)).map((file) => shortPath(file));
  if (others.length === 0) return;
  throw new CliError(
    `${others.join(', ')}: no part of this export; remove what is left there, or export to another folder`,
  );
}
