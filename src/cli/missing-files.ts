import path from 'node:path';
import type { Logger } from 'pino';
import type { RuleVersion, ScriptVersion, Store } from '../store/store.ts';
import { shortPath } from './file-diagnostic.ts';
import { FILES } from './known-files.ts';
import type { KnownFiles } from './known-files.ts';
import type { Sources } from './read-sources.ts';
import type { Folders } from './source-files.ts';

interface MissingFilesDeps {
  readonly store: Pick<Store, 'rules' | 'scripts'>;
  readonly log: Pick<Logger, 'warn'>;
}

/** Something active whose file is no longer there. */
interface MissingFile {
  readonly what: string;
  readonly call: string;
  readonly folder: string;
  readonly row: Pick<RuleVersion, 'id' | 'version' | 'file'>;
}

/**
 * Warns of rules and scripts that a file brought and that go on without it: a deleted file may mean a deleted endpoint.
 * @param reported what was warned of already; afterwards, what is missing now.
 */
export async function warnOfMissingFiles(
  { store, log }: MissingFilesDeps,
  { rulesDir, scriptsDir }: Folders,
  { sources: { rules, scripts }, known }: { readonly sources: Sources; readonly known: KnownFiles },
  reported: Set<string>,
): Promise<void> {
  const ruleKeys = new Set(rules.map(({ document: { method, name } }) => `${method} ${name}`));
  const scriptNames = new Set(scripts.map(({ name }) => name));
  const isMissingRule = ({ method, name }: RuleVersion): boolean => !ruleKeys.has(`${method} ${name}`);
  const isMissingScript = ({ name }: ScriptVersion): boolean => !scriptNames.has(name);
  const missingRules = known.rules.some(isMissingRule)
    ? (await fromFiles(rulesDir, store.rules)).filter(isMissingRule)
    : [];
  const missingScripts = known.scripts.some(isMissingScript)
    ? (await fromFiles(scriptsDir, store.scripts)).filter(isMissingScript)
    : [];
  const missing: MissingFile[] = [
    ...missingRules.map((row) => ({
      ...{ row, folder: rulesDir ?? '', call: 'rule' },
      what: `the endpoint ${row.method} ${row.name}`,
    })),
    ...missingScripts.map((row) => ({ row, folder: scriptsDir ?? '', call: 'script', what: `the script ${row.name}` })),
  ];
  for (const one of missing) if (!reported.has(one.what)) log.warn({ version: one.row.version }, messageOf(one));
  reported.clear();
  for (const { what } of missing) reported.add(what);
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

function messageOf({ what, call, folder, row: { id, file } }: MissingFile): string {
  const from = file === null ? `its file in ${shortPath(folder)}` : shortPath(path.join(folder, file));
  return (
    `${what} goes on, but ${from}, which it came from, is gone: put the file back, ` +
    `or delete it with DELETE /api/v1/${call} {"id": ${id}, "force": true}`
  );
}
