import { readObject } from './read-input.ts';
import type { RecoveryChange } from './source/runs-source.ts';

/** What a run goes on with, other than it is kept, as it is typed. */
export interface ChangeOptions {
  /** A file with a JSON object that is merged into the context; `-`: stdin. */
  readonly data?: string;
  /** `active`, or the name of a version of its rule. */
  readonly version?: string;
}

/** Reads what `--data` and `--version` name. @throws CliError */
export async function readChange({ data, version }: ChangeOptions): Promise<RecoveryChange> {
  return {
    ...(data !== undefined && { data: await readObject(data) }),
    ...(version !== undefined && { version }),
  };
}
