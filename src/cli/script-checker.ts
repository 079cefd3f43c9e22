import type { Config } from '../config.ts';
import { createSandbox } from '../sandbox/pool.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { createProcessLog } from './process-log.ts';

/** Compiles scripts for one command. Its processes are started when there is a script, and not before. */
export interface ScriptChecker extends Pick<Sandbox, 'check'> {
  close(): Promise<void>;
}

export function createScriptChecker({ sandboxMemoryBytes }: Config): ScriptChecker {
  const { log } = createProcessLog('error', 'stderr');
  let sandbox: Sandbox | undefined;
  return {
    check(source, language) {
      sandbox ??= createSandbox({ processes: 1, memoryBytes: sandboxMemoryBytes, log });
      return sandbox.check(source, language);
    },
    close: async () => sandbox?.close(),
  };
}
