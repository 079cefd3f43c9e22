import path from 'node:path';
import type { RuleDocument, RuleEnvironment } from '../rule/compiled.ts';
import { checkExpressions } from '../rule/expressions.ts';
import { checkRuleText } from '../rule/text/check.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { diagnosticOf } from './file-diagnostic.ts';
import type { FileDiagnostic } from './file-diagnostic.ts';
import type { KnownFiles } from './known-files.ts';
import { readSourceText } from './source-text.ts';

export const RULE_ENDINGS: readonly string[] = ['.json', '.yaml', '.yml'];

/** A rule as its file holds it. */
export interface RuleFile {
  readonly file: string;
  readonly document: RuleDocument;
}

/** Reads a rule's file, and checks it unless it is known; no rule where it has errors. */
export async function readRuleFile(
  file: string,
  environment: RuleEnvironment,
  sandbox: Pick<Sandbox, 'check'>,
  known?: Pick<KnownFiles, 'isKnownRule'>,
): Promise<{ readonly rule: RuleFile | undefined; readonly diagnostics: readonly FileDiagnostic[] }> {
  const format = path.extname(file) === '.json' ? 'json' : 'yaml';
  const text = await readSourceText(file);
  if (typeof text !== 'string') return { rule: undefined, diagnostics: [text] };
  const checked = checkRuleText(text, format, environment, (one) => known?.isKnownRule(one));
  const { document, errors, warnings, expressions } = checked;
  const wrong = await checkExpressions(expressions, (expression) => sandbox.check(expression, 'jsonata'));
  return {
    rule: document && { file, document },
    diagnostics: [...errors, ...wrong, ...warnings].map((found) => diagnosticOf(file, found)),
  };
}
