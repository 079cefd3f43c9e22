import type { Config } from '../../config.ts';
import type { RunsSource } from './runs-source.ts';

/** Where a command looks. */
export interface Place {
  /** Of a running gateway; undefined: the database of the configuration. */
  readonly url?: string;
}

type Work<T> = (source: RunsSource) => Promise<T>;

/** Works with the runs and secrets of a gateway, or of the database, and closes it afterwards. @throws CliError */
export async function withSource<T>(config: Config, { url }: Place, work: Work<T>): Promise<T> {
  if (url !== undefined) return overGateway(config, url, work);
  const { inDatabase } = await import('./in-database.ts');
  return inDatabase(config, work);
}

/** The same for a command that runs rules: without a gateway this process is one, for the command's runs. */
export async function withRunningSource<T>(config: Config, { url }: Place, work: Work<T>): Promise<T> {
  if (url !== undefined) return overGateway(config, url, work);
  const { inRunningDatabase } = await import('./in-database.ts');
  return inRunningDatabase(config, work);
}

/** Of a gateway elsewhere nothing is loaded that runs rules: a command ends in half the time. */
async function overGateway<T>(config: Config, url: string, work: Work<T>): Promise<T> {
  const [{ createGatewayClient }, { createGatewaySource }] = await Promise.all([
    import('../gateway-client.ts'),
    import('./gateway-source.ts'),
  ]);
  const client = createGatewayClient(url, config.token);
  try {
    return await work(createGatewaySource(client));
  } finally {
    await client.close();
  }
}
