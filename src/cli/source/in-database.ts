import { existsSync } from 'node:fs';
import type { Config } from '../../config.ts';
import { openApp } from '../app.ts';
import { baseUrl } from '../base-url.ts';
import { CliError } from '../cli-error.ts';
import { shortPath } from '../file-diagnostic.ts';
import { inPrivateApp } from '../private-app.ts';
import { createProcessLog } from '../process-log.ts';
import { createDatabaseSource } from './database-source.ts';
import type { RunsSource } from './runs-source.ts';

/** Works with what a database holds. Files are not loaded: who only looks changes nothing of what gateways run. */
export async function inDatabase<T>(config: Config, work: (source: RunsSource) => Promise<T>): Promise<T> {
  refuseMissing(config);
  const app = await openApp(config, createProcessLog('error', 'stderr'));
  try {
    // A preview shows what a gateway with this configuration would call.
    app.setSelf(baseUrl(config.host, config.port));
    await app.registry.refresh();
    return await work(createDatabaseSource(app));
  } finally {
    await app.close();
  }
}

/** The same, and runs can be recovered: all that they need is in this process, files loaded as at a start. */
export function inRunningDatabase<T>(config: Config, work: (source: RunsSource) => Promise<T>): Promise<T> {
  refuseMissing(config);
  return inPrivateApp(config, ({ app, logOf }) => work(createDatabaseSource(app, logOf)));
}

/** An empty database, made by a command in the wrong folder, would show that there are no runs. @throws CliError */
function refuseMissing({ databaseUrl }: Config): void {
  const file = databaseUrl.startsWith('sqlite:') ? databaseUrl.slice('sqlite:'.length) : undefined;
  if (file === undefined || existsSync(file)) return;
  throw new CliError(
    `there is no database ${shortPath(file)}; go to the gateway's folder, set DATABASE_URL, or name a running gateway with --url`,
  );
}
