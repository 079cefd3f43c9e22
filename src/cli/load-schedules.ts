import path from 'node:path';
import type { Logger } from 'pino';
import { stringify } from '../large/stringify.ts';
import type { Registry } from '../registry/registry.ts';
import type { Store } from '../store/store.ts';
import { CliError } from './cli-error.ts';
import { shortPath, showDiagnostic } from './file-diagnostic.ts';
import { FILES } from './known-files.ts';
import { listFiles } from './list-files.ts';
import { SCHEDULE_ENDINGS, readScheduleFiles } from './schedule-file.ts';

export interface LoadSchedulesDeps {
  readonly store: Pick<Store, 'schedules'>;
  readonly registry: Pick<Registry, 'names'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/**
 * Takes the schedules of files whose content is new; rules must have been loaded. What a file brought before is compared,
 * not the schedule: one that was changed, or deleted, over the API stays so.
 * @param onBroken `refuse`: nothing is loaded when a file is broken; `keep`: what it brought before stays as it is.
 * @throws CliError naming every broken file.
 */
export async function loadSchedules(
  { store, registry, log }: LoadSchedulesDeps,
  folder: string | undefined,
  onBroken: 'refuse' | 'keep',
): Promise<void> {
  if (folder === undefined) return;
  const listed = await listFiles(folder, SCHEDULE_ENDINGS);
  if (listed.files.length === 0 && listed.diagnostics.length === 0) return;
  const read = await readScheduleFiles(listed.files, registry.names());
  const diagnostics = [...listed.diagnostics, ...read.diagnostics];
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map((one) => showDiagnostic(one));
  if (errors.length > 0 && onBroken === 'refuse')
    throw new CliError(
      `${errors.join('\n')}\nbroken files are not loaded: correct them (stepgate check shows them too)`,
    );
  for (const error of errors) log.error(`${error}; the schedule loaded before stays`);
  const known = await store.schedules.fromFiles();
  const fresh = read.schedules.filter(({ document }) => known.get(document.name) !== stringify(document));
  const taken = fresh.map(({ file, document }) => ({ document, file: path.relative(folder, file) }));
  if (taken.length > 0) await store.schedules.takeFiles(taken, FILES);
  const loaded = new Set(fresh.map(({ file }) => file));
  for (const file of loaded) log.info(`${shortPath(file)}: loaded a schedule`);
  for (const one of diagnostics) if (one.severity === 'warning' && loaded.has(one.file)) log.warn(showDiagnostic(one));
}
