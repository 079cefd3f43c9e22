import type * as Acorn from 'acorn';
import type ivm from 'isolated-vm';
import { missingNames } from './missing-names.ts';
import { parseScript, prepareParsed } from './script.ts';
import type { Finding } from './script.ts';

/**
 * What is wrong with a script, without running it: what acorn sees, else what V8 sees beyond it; where that is nothing,
 * warnings.
 * @param memoryLimit MiB.
 */
export async function checkScript(
  vm: typeof ivm,
  memoryLimit: number,
  source: string,
  language: string,
  parse: typeof Acorn.parse,
): Promise<readonly Finding[]> {
  const parsed = parseScript(source, language, parse);
  if (!parsed.ok) return parsed.findings;
  const prepared = prepareParsed(parsed);
  if (!prepared.ok) return prepared.findings;
  const isolate = new vm.Isolate({ memoryLimit });
  try {
    await isolate.compileScript(prepared.wrapped, { filename: 'script', lineOffset: -1 });
    return missingNames(parsed.program);
  } catch (error) {
    return [v8Finding(error as Error)];
  } finally {
    if (!isolate.isDisposed) isolate.dispose();
  }
}

/** isolated-vm puts the place behind the message: `Invalid … [script:3:14]`. */
function v8Finding(error: Error): Finding {
  const found = /^(.*?) \[script:(\d+):(\d+)\]$/s.exec(error.message);
  if (found === null) return { message: error.message, line: 1, column: 1 };
  return { message: found[1] ?? '', line: Number(found[2]), column: Number(found[3]) };
}
