import { Script } from 'node:vm';
import type { ErrorDetail } from '../error.ts';
import { missingNames } from './child/missing-names.ts';
import { parseScript, prepareParsed } from './child/script.ts';
import type { Language, Sandbox } from './sandbox.ts';

/** Larger scripts would stop this process for too long. */
const MOST_CHARACTERS = 2 ** 18;

/**
 * What `sandbox.check` finds in a script of those who run the gateway, without a process of the sandbox: the same parsers
 * see it, and V8 compiles it, and does not run it. What is large, or what V8 alone refuses, goes to the sandbox after all.
 */
export async function checkHere(
  sandbox: Pick<Sandbox, 'check'>,
  source: string,
  language: Language,
): Promise<ErrorDetail[]> {
  // JSONata's parser may take any time.
  if (source.length > MOST_CHARACTERS || language === 'jsonata') return sandbox.check(source, language);
  const { parse } = await import('acorn');
  const parsed = withoutWarnings(() => parseScript(source, language, parse));
  if (!parsed.ok) return [...parsed.findings];
  const prepared = prepareParsed(parsed);
  if (!prepared.ok) return [...prepared.findings];
  return compiles(prepared.wrapped) ? missingNames(parsed.program) : sandbox.check(source, language);
}

function compiles(source: string): boolean {
  try {
    return new Script(source) instanceof Script;
  } catch {
    return false;
  }
}

const SILENT = (): void => undefined;

/** The first time, Node would print that what strips types is experimental. */
function withoutWarnings<T>(work: () => T): T {
  const own = Object.getOwnPropertyDescriptor(process, 'emitWarning') ?? {};
  Object.defineProperty(process, 'emitWarning', { ...own, value: SILENT });
  try {
    return work();
  } finally {
    Object.defineProperty(process, 'emitWarning', own);
  }
}
