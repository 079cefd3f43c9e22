import path from 'node:path';
import type { Logger } from 'pino';
import type { RuleVersion, ScriptVersion, Store } from '../store/store.ts';
import { shortPath } from './file-diagnostic.ts';
import { FILES } from './newest-from-files.ts';
import type { Sources } from './read-sources.ts';
import type { Folders } from './source-files.ts';

interface GoneDeps {
  readonly store: Pick<Store, 'rules' | 'scripts'>;
  readonly log: Pick<Logger, 'warn'>;
}

/** Something active whose file is no longer there. */
interface Gone {
  readonly what: string;
  readonly call: string;
  readonly folder: string;
  readonly row: Pick<RuleVersion, 'id' | 'version' | 'file'>;
}

/**
 * Warns of rules and scripts that a file brought and that go on without it: who deletes a file may mean its endpoint.
 * @param told what was warned of already; what is gone now stands in it afterwards.
 */
export async function warnOfGoneFiles(
  { store, log }: GoneDeps,
  { rulesDir, scriptsDir }: Folders,
  { rules, scripts }: Pick<Sources, 'rules' | 'scripts'>,
  told: Set<string>,
): Promise<void> {
  const ruleKeys = new Set(rules.map(({ document: { method, name } }) => `${method} ${name}`));
  const scriptNames = new Set(scripts.map(({ name }) => name));
  const goneRules = (await fromFiles(rulesDir, store.rules)).filter(
    (row) => !ruleKeys.has(`${row.method} ${row.name}`),
  );
  const goneScripts = (await fromFiles(scriptsDir, store.scripts)).filter((row) => !scriptNames.has(row.name));
  const gone: Gone[] = [
    ...goneRules.map((row) => ({
      ...{ row, folder: rulesDir ?? '', call: 'rule' },
      what: `the endpoint ${row.method} ${row.name}`,
    })),
    ...goneScripts.map((row) => ({ row, folder: scriptsDir ?? '', call: 'script', what: `the script ${row.name}` })),
  ];
  for (const one of gone) if (!told.has(one.what)) log.warn({ version: one.row.version }, messageOf(one));
  told.clear();
  for (const { what } of gone) told.add(what);
}

async function fromFiles<T extends RuleVersion | ScriptVersion>(
  folder: string | undefined,
  versions: { readonly active: () => Promise<T[]> },
): Promise<T[]> {
  // Without a folder, what files brought once is meant to go on.
  if (folder === undefined) return [];
  return (await versions.active()).filter(
    ({ operator, operatorId }) => operator === FILES.name && operatorId === FILES.id,
  );
}

function messageOf({ what, call, folder, row: { id, file } }: Gone): string {
  const from = file === null ? `its file in ${shortPath(folder)}` : shortPath(path.join(folder, file));
  return (
    `${what} goes on, but ${from}, which it came from, is gone: put the file back, ` +
    `or delete it with DELETE /api/v1/${call} {"id": ${id}, "force": true}`
  );
}
